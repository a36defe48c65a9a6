#include "attention/kernels/losses.h"

#include <cmath>
#include <vector>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "tm,tm->n": the mean squared difference of two tensors of one shape.
struct SquaredError {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    if (call.rule.input(0) != call.rule.input(1) || call.out.size() != 1) {
      Fail("squared_error", "\"", call.rule.text(),
           "\" must be two tensors of the same letters into one number");
    }
    call.out.data[0] = attention::SquaredError<Scalar>(call.in[0], call.in[1]);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    SquaredErrorBackward<Scalar>(call.in[0], call.in[1],
                                 call.out_gradient.data[0],
                                 call.in_gradients[0], call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    Index count = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading x = cell.Read(0);
      const Reading target = cell.Read(1);
      const double square = (x.value - target.value) * (x.value - target.value);
      cell.Term({x, target}, square);
      sum += square;
      ++count;
    });
    cell.Part("sum", sum);
    cell.Part("count", count);
    return sum / static_cast<double>(count);
  }
};

/// "tv,t->n" or "btv,bt->n": logits and labels. Attributes `label_smoothing`
/// (0) and `ignore_index` (none): see the kernel.
struct CrossEntropy {
  static std::optional<Index> IgnoreIndex(const Attributes& attributes) {
    if (!attributes.contains("ignore_index")) return std::nullopt;
    return IndexOr(attributes, "ignore_index", 0);
  }

  template <typename Call>
  static auto RowsOf(const Call& call) {
    const auto& logits = call.in[0];
    using Scalar = std::remove_cvref_t<decltype(logits.data[0])>;
    const Index classes = logits.shape[logits.shape.rank() - 1];
    return LabelledRows<Scalar>{
        logits.data,
        classes,
        call.in[1].data,
        call.in[1].size(),
        {NumberOr(call.attributes, "label_smoothing", 0),
         IgnoreIndex(call.attributes)}};
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const std::string& logits = call.rule.input(0);
    if (logits.empty() ||
        logits.substr(0, logits.size() - 1) != call.rule.input(1) ||
        call.out.size() != 1) {
      Fail("cross_entropy", "\"", call.rule.text(),
           "\" must be logits, their labels without the last letter, into one "
           "number");
    }
    call.out.data[0] = attention::CrossEntropy<Scalar>(RowsOf(call));
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    CrossEntropyBackward<Scalar>(RowsOf(call), call.out_gradient.data[0],
                                 call.in_gradients[0].data);
  }

  /// -ln p at the cell's place among the labels, from the row's exponentials.
  static double ReplayRow(Cell& cell, char class_letter, Index label,
                          double smoothing) {
    std::vector<Reading> row;
    double max = -std::numeric_limits<double>::infinity();
    cell.ForEach(std::string_view(&class_letter, 1), [&] {
      row.push_back(cell.Read(0));
      max = std::max(max, row.back().value);
    });
    double sum = 0;
    for (const Reading& logit : row) sum += std::exp(logit.value - max);
    const auto surprise = [&](const Reading& logit) {
      return std::log(sum) - (logit.value - max);
    };
    const Reading& own = row[static_cast<std::size_t>(label)];
    double loss = (1 - smoothing) * surprise(own);
    if (smoothing > 0) {
      for (const Reading& logit : row) {
        loss += smoothing * surprise(logit) / static_cast<double>(row.size());
      }
    }
    cell.Term({own}, loss);
    return loss;
  }

  static double Replay(Cell& cell) {
    const double smoothing = NumberOr(cell.attributes(), "label_smoothing", 0);
    const auto ignored = IgnoreIndex(cell.attributes());
    const char class_letter = cell.rule().input(0).back();
    double sum = 0;
    Index count = 0;
    Index skipped = 0;
    cell.ForEach(cell.rule().input(1), [&] {
      const auto label = static_cast<Index>(cell.Read(1).value);
      if (label == ignored) {
        ++skipped;
        return;
      }
      sum += ReplayRow(cell, class_letter, label, smoothing);
      ++count;
    });
    cell.Part("sum", sum);
    cell.Part("count", count);
    cell.Part("ignored", skipped);
    cell.Part("label_smoothing", smoothing);
    return sum / static_cast<double>(count);
  }
};

}  // namespace

ATTENTION_DEFINE_OP(SquaredError, "squared_error");
ATTENTION_DEFINE_OP(CrossEntropy, "cross_entropy");

}  // namespace attention::ops
