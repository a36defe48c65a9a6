#include <limits>

#include "attention/kernels/sparse_attention.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "hqd,hkd,qk->hqk": Q K^T where the mask is open, -inf elsewhere.
struct SparseScores {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::SparseScores<Scalar>(call.rule, call.in[0], call.in[1],
                                    call.in[2], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    SparseScoresBackward<Scalar>(call.rule, call.in[0], call.in[1], call.in[2],
                                 call.out_gradient, call.in_gradients[0],
                                 call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    const Reading allowed = cell.Read(2);
    cell.Part("allowed", allowed.value);
    if (allowed.value == 0) return -std::numeric_limits<double>::infinity();
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading a = cell.Read(0);
      const Reading b = cell.Read(1);
      cell.Term({a, b}, a.value * b.value);
      sum += a.value * b.value;
    });
    return sum;
  }
};

/// "hqk,hkd,qk->hqd": the values of the open keys, weighted.
struct SparseWeightedSum {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::SparseWeightedSum<Scalar>(call.rule, call.in[0], call.in[1],
                                         call.in[2], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    SparseWeightedSumBackward<Scalar>(
        call.rule, call.in[0], call.in[1], call.in[2], call.out_gradient,
        call.in_gradients[0], call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      if (cell.Read(2).value == 0) return;
      const Reading weight = cell.Read(0);
      const Reading value = cell.Read(1);
      const double term = weight.value == 0 ? 0 : weight.value * value.value;
      cell.Term({weight, value}, term);
      sum += term;
    });
    return sum;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(SparseScores, "sparse_scores");
ATTENTION_DEFINE_OP(SparseWeightedSum, "sparse_weighted_sum");

}  // namespace attention::ops
