#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/kernels/running.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

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
    const std::string_view rule = TextOr(attributes, "update_rule", "linear");
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

  static double Replay(Cell& cell) {
    const Gates gates = GatesOf(cell.attributes(), cell.inputs());
    return gates.decay == 0 && gates.beta == 0 ? ReplaySum(cell)
                                               : ReplayUpdates(cell, gates);
  }

  /// The letter of the keys and that of a key's numbers.
  static char KeyLetter(const Cell& cell) {
    const std::string& letters = cell.rule().input(0);
    return letters[letters.size() - 2];
  }
  static char RowLetter(const Cell& cell) {
    return cell.rule().input(0).back();
  }

  /// A plain sum of products.
  static double ReplaySum(Cell& cell) {
    const char key_letter = KeyLetter(cell);
    double sum = 0;
    for (Index t = 0; t <= cell.at(key_letter); ++t) {
      cell.At(key_letter, t, [&] {
        const Reading key = cell.Read(0);
        const Reading value = cell.Read(1);
        // A masked key adds nothing, whatever its value is.
        const double term = key.value == 0 ? 0 : key.value * value.value;
        cell.Term({key, value}, term);
        sum += term;
      });
    }
    return sum;
  }

  /// What one key's update reads: of the delta rule, which looks the key up,
  /// all of the key's numbers, of a gate alone the cell's own.
  struct Update {
    std::vector<Reading> keys;
    std::vector<Reading> decays;  // logarithms; empty without that gate
    Reading value{};
    Reading beta{};
    std::size_t own = 0;  // the cell's row among them
  };

  static Update ReadUpdate(Cell& cell, const Gates& gates) {
    const char row = RowLetter(cell);
    const bool whole = gates.beta != 0;
    const Index first = whole ? 0 : cell.at(row);
    const Index last = whole ? cell.size(row) - 1 : cell.at(row);
    Update update;
    update.own = static_cast<std::size_t>(cell.at(row) - first);
    for (Index i = first; i <= last; ++i) {
      cell.At(row, i, [&] {
        update.keys.push_back(cell.Read(0));
        if (gates.decay != 0) update.decays.push_back(cell.Read(gates.decay));
      });
    }
    update.value = cell.Read(1);
    if (gates.beta != 0) update.beta = cell.Read(gates.beta);
    return update;
  }

  /// Decays the column of the state that the cell stands in. Returns what the
  /// column then gives for the key.
  static double Decay(const Update& update, std::vector<double>& column) {
    double seen = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (!update.decays.empty()) column[i] *= std::exp(update.decays[i].value);
      seen += column[i] * update.keys[i].value;
    }
    return seen;
  }

  /// What the key is multiplied by before it is added.
  static double Written(const Update& update, const Gates& gates, double seen) {
    return gates.beta == 0 ? update.value.value
                           : update.beta.value * (update.value.value - seen);
  }

  /// Terms: what is left of the state, and what the last key adds. Parts: the
  /// cell `before` the last key, the `decay` it is multiplied by, what the
  /// state then gives for the key (`seen`, of the delta rule), what is written
  /// (`update`).
  static double ReplayUpdates(Cell& cell, const Gates& gates) {
    const char key_letter = KeyLetter(cell);
    // First, so that the explanation lists it however many keys there are.
    const Update last = ReadUpdate(cell, gates);
    std::vector<double> column(last.keys.size());
    for (Index t = 0; t < cell.at(key_letter); ++t) {
      cell.At(key_letter, t, [&] {
        const Update update = ReadUpdate(cell, gates);
        const double written = Written(update, gates, Decay(update, column));
        for (std::size_t i = 0; i < column.size(); ++i) {
          const double key = update.keys[i].value;
          if (key != 0) column[i] += key * written;
        }
      });
    }
    const double before = column[last.own];
    const double seen = Decay(last, column);
    const double written = Written(last, gates, seen);
    const Reading& key = last.keys[last.own];
    const double kept = column[last.own];
    const double added = key.value == 0 ? 0 : key.value * written;
    cell.Part("before", before);
    if (last.decays.empty()) {
      cell.Term({}, kept);
    } else {
      cell.Part("decay", std::exp(last.decays[last.own].value));
      cell.Term({last.decays[last.own]}, kept);
    }
    if (gates.beta == 0) {
      cell.Term({key, last.value}, added);
    } else {
      cell.Part("seen", seen);
      cell.Term({key, last.value, last.beta}, added);
    }
    cell.Part("update", written);
    return kept + added;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(RunningState, "running_state");

}  // namespace attention::ops
