#include "attention/kernels/statistics.h"

#include <cmath>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "hqk->n": of all numbers, into a tensor of one.
struct Variance {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    call.out.data[0] = attention::Variance<Scalar>(call.in[0]);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    VarianceBackward<Scalar>(call.in[0], call.out_gradient.data[0],
                             call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    std::vector<Reading> readings;
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      readings.push_back(cell.Read(0));
      sum += readings.back().value;
    });
    const double count = static_cast<double>(readings.size());
    const double mean = sum / count;
    double squares = 0;
    for (const Reading& reading : readings) {
      const double square = (reading.value - mean) * (reading.value - mean);
      cell.Term({reading}, square);
      squares += square;
    }
    cell.Part("mean", mean);
    cell.Part("count", count);
    return squares / count;
  }
};

/// "hqk->hq": of each row of weights, in nats.
struct Entropy {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Shape& shape = call.in[0].shape;
    attention::Entropy<Scalar>(call.in[0], shape[shape.rank() - 1], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const Shape& shape = call.in[0].shape;
    EntropyBackward<Scalar>(call.in[0], shape[shape.rank() - 1],
                            call.out_gradient, call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading p = cell.Read(0);
      const double term = p.value == 0 ? 0 : -p.value * std::log(p.value);
      cell.Term({p}, term);
      sum += term;
    });
    return sum;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Variance, "variance");
ATTENTION_DEFINE_OP(Entropy, "entropy");

}  // namespace attention::ops
