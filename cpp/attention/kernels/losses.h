#ifndef ATTENTION_KERNELS_LOSSES_H_
#define ATTENTION_KERNELS_LOSSES_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "attention/core/error.h"
#include "attention/core/matrix.h"
#include "attention/core/parallel.h"
#include "attention/core/scratch.h"
#include "attention/core/view.h"
#include "attention/kernels/exponentials.h"
#include "attention/kernels/sums.h"

namespace attention {

/// The mean of (x - target)^2 over all numbers, summed in double. Throws Error
/// where there are none. x and target have the same shape.
template <typename Scalar>
Scalar SquaredError(View<const Scalar> x, View<const Scalar> target) {
  if (x.size() == 0) Fail("squared_error", "of no numbers, of shape ", x.shape);
  double sum = 0;
  for (Index i = 0; i < x.size(); ++i) {
    const double distance =
        static_cast<double>(x.data[i]) - static_cast<double>(target.data[i]);
    sum += distance * distance;
  }
  return static_cast<Scalar>(sum / static_cast<double>(x.size()));
}

/// Adds 2 (x - target) / count to x's gradient and as much below zero to the
/// target's. Null data is not wanted.
template <typename Scalar>
void SquaredErrorBackward(View<const Scalar> x, View<const Scalar> target,
                          Scalar out_gradient, View<Scalar> x_gradient,
                          View<Scalar> target_gradient) {
  const Scalar factor = 2 * out_gradient / static_cast<Scalar>(x.size());
  const ConstArrayMap<Scalar> from(x.data, x.size());
  const ConstArrayMap<Scalar> to(target.data, x.size());
  if (x_gradient.data != nullptr) {
    ArrayMap<Scalar>(x_gradient.data, x.size()) += factor * (from - to);
  }
  if (target_gradient.data != nullptr) {
    ArrayMap<Scalar>(target_gradient.data, x.size()) += factor * (to - from);
  }
}

struct CrossEntropyOptions {
  double label_smoothing = 0;  // from 0 to 1
  std::optional<Index> ignore_index = {};
};

/// Rows of logits and their labels: `classes` numbers a row. A label that is
/// ignored may be any number; the others are classes once checked.
template <typename Scalar>
struct LabelledRows {
  const Scalar* logits;
  Index classes;
  const Scalar* labels;
  Index rows;
  CrossEntropyOptions options;

  bool Ignored(Index row) const {
    return options.ignore_index &&
           labels[row] == static_cast<Scalar>(*options.ignore_index);
  }
  Index Label(Index row) const { return static_cast<Index>(labels[row]); }
  const Scalar* Row(Index row) const { return logits + row * classes; }

  Index Counted() const {
    Index count = 0;
    for (Index row = 0; row < rows; ++row) count += Ignored(row) ? 0 : 1;
    return count;
  }

  /// Throws Error: a label that is no class, none that counts, or a smoothing
  /// outside 0 to 1.
  void Check() const {
    constexpr const char* kOp = "cross_entropy";
    const double smoothing = options.label_smoothing;
    if (!(smoothing >= 0 && smoothing <= 1)) {
      Fail(kOp, "label_smoothing is ", smoothing, "; it must be from 0 to 1");
    }
    for (Index row = 0; row < rows; ++row) {
      if (Ignored(row)) continue;
      const Scalar label = labels[row];
      // Written so that NaN fails too.
      if (!(label >= Scalar{0} && label < static_cast<Scalar>(classes)) ||
          label != std::floor(label)) {
        Fail(kOp, "label ", static_cast<double>(label), " at position ", row,
             " is none of the ", classes, " classes");
      }
    }
    if (Counted() == 0) {
      Fail(kOp, "none of the ", rows, " labels counts: all are ignored");
    }
  }
};

/// A row's largest number, exp(x - max) of each number and their sum: finite
/// however large the numbers are. Void when the next row is taken.
template <typename Scalar>
class RowExponentials {
 public:
  explicit RowExponentials(Index count)
      : exponentials_(static_cast<std::size_t>(count)) {}

  void Take(const Scalar* row) {
    const auto count = static_cast<Index>(exponentials_.size());
    max_ = ConstArrayMap<Scalar>(row, count).maxCoeff();
    ExpOfDifferences(row, max_, count, exponentials_.data());
    sum_ = DoubleSumOf(count, [&](Index i) {
      return static_cast<double>(exponentials_[static_cast<std::size_t>(i)]);
    });
  }
  ConstArrayMap<Scalar> all() const {
    return {exponentials_.data(), static_cast<Index>(exponentials_.size())};
  }
  double sum() const { return sum_; }
  double log_sum() const { return static_cast<double>(max_) + std::log(sum_); }

 private:
  Scratch<Scalar> exponentials_;
  Scalar max_{0};
  double sum_ = 0;
};

/// The mean over the labels that are not ignored of -ln p(label), p being the
/// softmax of the row's logits. With smoothing s the target is 1 - s on the
/// label plus s spread evenly over all classes. Throws Error as Check does.
/// Source: Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4;
/// S22.
template <typename Scalar>
Scalar CrossEntropy(const LabelledRows<Scalar>& given) {
  given.Check();
  const double smoothing = given.options.label_smoothing;
  const auto classes = static_cast<double>(given.classes);
  Scratch<double> of_rows(static_cast<std::size_t>(given.rows));
  double* const losses = of_rows.data();
  InParallel(given.rows, GrainOf(8 * given.classes), [&](Index from, Index to) {
    RowExponentials<Scalar> exponentials(given.classes);
    for (Index r = from; r < to; ++r) {
      if (given.Ignored(r)) continue;
      const Scalar* row = given.Row(r);
      exponentials.Take(row);
      const double log_sum = exponentials.log_sum();
      double& loss = losses[r];
      loss = (1 - smoothing) *
             (log_sum - static_cast<double>(row[given.Label(r)]));
      if (smoothing == 0) continue;
      const ConstArrayMap<Scalar> numbers(row, given.classes);
      loss += smoothing * (log_sum - numbers.template cast<double>()).sum() /
              classes;
    }
  });
  // In their order, whoever made them.
  double total = 0;
  for (Index r = 0; r < given.rows; ++r) {
    if (!given.Ignored(r)) total += losses[r];
  }
  return static_cast<Scalar>(total / static_cast<double>(given.Counted()));
}

/// Adds (p - target) / count to the logits' gradients; ignored rows get none.
template <typename Scalar>
void CrossEntropyBackward(const LabelledRows<Scalar>& given,
                          Scalar out_gradient, Scalar* logits_gradient) {
  const auto count = static_cast<double>(given.Counted());
  const double factor = static_cast<double>(out_gradient) / count;
  const double smoothing = given.options.label_smoothing;
  const double even = smoothing / static_cast<double>(given.classes);
  InParallel(given.rows, GrainOf(8 * given.classes), [&](Index from, Index to) {
    RowExponentials<Scalar> exponentials(given.classes);
    for (Index r = from; r < to; ++r) {
      if (given.Ignored(r)) continue;
      exponentials.Take(given.Row(r));
      ArrayMap<Scalar> gradient(logits_gradient + r * given.classes,
                                given.classes);
      const auto size = static_cast<Scalar>(factor / exponentials.sum());
      gradient +=
          exponentials.all() * size - static_cast<Scalar>(factor * even);
      gradient[given.Label(r)] -= static_cast<Scalar>(factor * (1 - smoothing));
    }
  });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_LOSSES_H_
