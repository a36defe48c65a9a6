#include <cmath>

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

}  // namespace

ATTENTION_DEFINE_OP(Elu1, "elu1");
ATTENTION_DEFINE_OP(Sigmoid, "sigmoid");
ATTENTION_DEFINE_OP(LogSigmoid, "log_sigmoid");
ATTENTION_DEFINE_OP(KeyMask, "key_mask");
ATTENTION_DEFINE_OP(RunningSum, "running_sum");

}  // namespace attention::ops
