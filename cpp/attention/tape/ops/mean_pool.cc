#include "attention/kernels/mean_pool.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "tm->m", "btm->bm", or "btm,b->bm" where each sentence has its own length:
/// the mean of its words, padding left out.
struct MeanPool {
  template <typename Call>
  static auto WordsOf(const Call& call) {
    const auto& in = call.in[0];
    using Scalar = std::remove_cvref_t<decltype(in.data[0])>;
    const Index rank = in.shape.rank();
    const bool lengths = call.in.size() > 1;
    return PooledWords<Scalar>{rank > 2 ? in.shape[0] : 1, in.shape[rank - 2],
                               in.shape[rank - 1],
                               lengths ? call.in[1].data : nullptr};
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const std::string& in = call.rule.input(0);
    const bool batch = in.size() == 3;
    if ((in.size() != 2 && !batch) ||
        call.rule.summed() != in.substr(in.size() - 2, 1) ||
        call.rule.output() != (batch ? in.substr(0, 1) : "") + in.back() ||
        (call.in.size() > 1 &&
         (!batch || call.rule.input(1) != in.substr(0, 1)))) {
      Fail("mean_pool", "\"", call.rule.text(),
           "\" must be like \"tm->m\", \"btm->bm\" or \"btm,b->bm\"");
    }
    attention::MeanPool<Scalar>(WordsOf(call), call.in[0].data, call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    MeanPoolBackward<Scalar>(WordsOf(call), call.out_gradient.data,
                             call.in_gradients[0].data);
  }

  static double Replay(Cell& cell) {
    const char word = cell.rule().summed()[0];
    Index used = cell.size(word);
    if (cell.inputs() > 1) used = static_cast<Index>(cell.Read(1).value);
    double sum = 0;
    for (Index t = 0; t < used; ++t) {
      cell.At(word, t, [&] {
        const Reading x = cell.Read(0);
        cell.Term({x}, x.value);
        sum += x.value;
      });
    }
    cell.Part("sum", sum);
    cell.Part("count", used);
    return sum / static_cast<double>(used);
  }
};

}  // namespace

ATTENTION_DEFINE_OP(MeanPool, "mean_pool");

}  // namespace attention::ops
