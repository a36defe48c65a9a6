#include <cmath>
#include <vector>

#include "attention/core/error.h"
#include "attention/kernels/feature_map.h"
#include "attention/kernels/key_mask.h"
#include "attention/kernels/running.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// elu(x) + 1.
struct Elu1 {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Elu1<Scalar>(call.in[0], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    Elu1Backward<Scalar>(call.in[0], call.out_gradient, call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    cell.Part("x", x.value);
    return (x.value > 0 ? x.value : std::expm1(x.value)) + 1;
  }
};

/// 1 / (1 + exp(-x)).
struct Sigmoid {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    for (Index i = 0; i < call.out.size(); ++i) {
      call.out.data[i] = attention::Sigmoid(call.in[0].data[i]);
    }
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    for (Index i = 0; i < call.out.size(); ++i) {
      const Scalar x = call.in[0].data[i];
      call.in_gradients[0].data[i] += call.out_gradient.data[i] *
                                      attention::Sigmoid(x) *
                                      attention::Sigmoid(-x);
    }
  }

  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    cell.Part("x", x.value);
    return x.value < 0 ? std::exp(x.value) / (1 + std::exp(x.value))
                       : 1 / (1 + std::exp(-x.value));
  }
};

/// ln(1 / (1 + exp(-x))).
struct LogSigmoid {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    for (Index i = 0; i < call.out.size(); ++i) {
      call.out.data[i] = attention::LogSigmoid(call.in[0].data[i]);
    }
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    for (Index i = 0; i < call.out.size(); ++i) {
      call.in_gradients[0].data[i] +=
          call.out_gradient.data[i] * attention::Sigmoid(-call.in[0].data[i]);
    }
  }

  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    cell.Part("x", x.value);
    return x.value < 0 ? x.value - std::log1p(std::exp(x.value))
                       : -std::log1p(std::exp(-x.value));
  }
};

/// "hqk->hk": which keys every query may see, or (attribute `causal` 1) every
/// query from the key's place on.
struct KeyMask {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::KeyMask<Scalar>(
        call.in[0], IndexOr(call.attributes, "causal", 0) != 0, call.out);
  }

  static double Replay(Cell& cell) {
    const char query = cell.rule().summed()[0];
    Reading last{};
    cell.At(query, cell.size(query) - 1, [&] { last = cell.Read(0); });
    cell.Term({last}, last.value);
    return last.value != 0 ? 1 : 0;
  }
};

/// "hkf->hkf": each row is the sum of the rows up to it.
struct RunningSum {
  static Index Length(const Shape& shape) { return shape[shape.rank() - 2]; }
  static Index Width(const Shape& shape) { return shape[shape.rank() - 1]; }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::RunningSum<Scalar>(call.in[0], Length(call.out.shape),
                                  Width(call.out.shape), call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const Shape& shape = call.out.shape;
    RunningSumBackward<Scalar>(call.out_gradient, Length(shape), Width(shape),
                               call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const std::string& letters = cell.rule().output();
    const char row = letters[letters.size() - 2];
    double sum = 0;
    for (Index i = 0; i <= cell.at(row); ++i) {
      cell.At(row, i, [&] {
        const Reading x = cell.Read(0);
        cell.Term({x}, x.value);
        sum += x.value;
      });
    }
    return sum;
  }
};

/// "hkf,hkd->hkfd": a state after each key. Attribute `update_rule`: "linear"
/// adds k v^T; "gated" has a decay as the next operand, "hk" or "hkf", "delta"
/// a beta, "hk"; "gated_delta" has both. See WriteLinearState.
struct RunningState {
  /// Positions of decay and beta among the operands; 0 for none.
  struct Gates {
    std::size_t decay = 0;
    std::size_t beta = 0;
  };

  static Gates GatesOf(const Attributes& attributes, std::size_t operands) {
    const std::string rule = TextOr(attributes, "update_rule", "linear");
    Gates gates;
    std::size_t next = 2;
    if (rule == "gated" || rule == "gated_delta") gates.decay = next++;
    if (rule == "delta" || rule == "gated_delta") gates.beta = next++;
    if ((next == 2 && rule != "linear") || next != operands) {
      Fail("running_state", operands,
           " operands are not for the update rule \"", rule, "\"");
    }
    return gates;
  }

  template <typename Scalar>
  static StateOperands<Scalar> OperandsOf(
      const Attributes& attributes, std::span<const View<const Scalar>> in) {
    const Gates gates = GatesOf(attributes, in.size());
    const Shape& keys = in[0].shape;
    const Shape& values = in[1].shape;
    const Index rank = keys.rank();
    StateOperands<Scalar> state;
    state.keys = in[0].data;
    state.values = in[1].data;
    state.length = keys[rank - 2];
    state.d_k = keys[rank - 1];
    state.d_v = values[rank - 1];
    state.sequences = 1;
    for (Index axis = 0; axis < rank - 2; ++axis) state.sequences *= keys[axis];
    if (gates.decay != 0) {
      state.decay = in[gates.decay].data;
      state.decay_width = in[gates.decay].shape.rank() == rank ? state.d_k : 1;
    }
    if (gates.beta != 0) state.beta = in[gates.beta].data;
    return state;
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const auto operands = OperandsOf<Scalar>(call.attributes, call.in);
    attention::RunningState(operands, call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Gates gates = GatesOf(call.attributes, call.in.size());
    const auto gradient = [&](std::size_t i) {
      return call.in_gradients[i].data;
    };
    RunningStateBackward(OperandsOf<Scalar>(call.attributes, call.in),
                         call.out_gradient.data,
                         {gradient(0), gradient(1),
                          gates.decay == 0 ? nullptr : gradient(gates.decay),
                          gates.beta == 0 ? nullptr : gradient(gates.beta)});
  }

  /// The column of the state that the cell stands in, from the first key on.
  static double Replay(Cell& cell) {
    const Gates gates = GatesOf(cell.attributes(), cell.inputs());
    const std::string& letters = cell.rule().input(0);
    const char key = letters[letters.size() - 2];
    const char row = letters.back();
    std::vector<double> column(static_cast<std::size_t>(cell.size(row)));
    for (Index t = 0; t <= cell.at(key); ++t) {
      cell.At(key, t, [&] { ReplayUpdate(cell, gates, row, column); });
    }
    return column[static_cast<std::size_t>(cell.at(row))];
  }

  static void ReplayUpdate(Cell& cell, const Gates& gates, char row,
                           std::vector<double>& column) {
    const Index here = cell.at(row);
    double seen = 0;
    for (Index i = 0; i < cell.size(row); ++i) {
      double& number = column[static_cast<std::size_t>(i)];
      cell.At(row, i, [&] {
        if (gates.decay != 0) number *= std::exp(cell.Read(gates.decay).value);
        if (gates.beta != 0) seen += number * cell.Read(0).value;
      });
    }
    const Reading value = cell.Read(1);
    const double update =
        gates.beta == 0 ? value.value
                        : cell.Read(gates.beta).value * (value.value - seen);
    const bool product = gates.decay == 0 && gates.beta == 0;
    for (Index i = 0; i < cell.size(row); ++i) {
      // A plain sum of products never looks at the other rows.
      if (product && i != here) continue;
      cell.At(row, i, [&] {
        const Reading key = cell.Read(0);
        const double term = key.value == 0 ? 0 : key.value * update;
        if (product) cell.Term({key, value}, term);
        column[static_cast<std::size_t>(i)] += term;
      });
    }
  }
};

}  // namespace

constinit const Op kElu1 = MakeOp<Elu1>("elu1");
constinit const Op kSigmoid = MakeOp<Sigmoid>("sigmoid");
constinit const Op kLogSigmoid = MakeOp<LogSigmoid>("log_sigmoid");
constinit const Op kKeyMask = MakeOp<KeyMask>("key_mask");
constinit const Op kRunningSum = MakeOp<RunningSum>("running_sum");
constinit const Op kRunningState = MakeOp<RunningState>("running_state");

}  // namespace attention::ops
