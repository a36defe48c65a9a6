#ifndef ATTENTION_KERNELS_SPARSE_ATTENTION_H_
#define ATTENTION_KERNELS_SPARSE_ATTENTION_H_

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/loops.h"
#include "attention/core/matrix.h"
#include "attention/core/rule.h"
#include "attention/core/view.h"

/// Attention that looks at the open pairs of a mask and at no others: keys and
/// values that a query may not see are not read for it, so its cost is the
/// number of open pairs (S27; Child et al. 2019, section 4.2).
namespace attention {

/// The open cells of one queries x keys mask, row by row: the keys that each
/// query may see, in order. What a sparse matrix calls compressed rows.
class OpenPairs {
 public:
  OpenPairs() = default;
  template <typename Scalar>
  OpenPairs(const Scalar* mask, Index queries, Index keys) {
    starts_.reserve(static_cast<std::size_t>(queries) + 1);
    starts_.push_back(0);
    for (Index q = 0; q < queries; ++q) {
      for (Index k = 0; k < keys; ++k) {
        if (mask[q * keys + k] != Scalar{0}) keys_.push_back(k);
      }
      starts_.push_back(keys_.size());
    }
  }

  std::span<const Index> KeysOf(Index query) const {
    const std::size_t start = starts_[static_cast<std::size_t>(query)];
    return std::span(keys_).subspan(
        start, starts_[static_cast<std::size_t>(query) + 1] - start);
  }
  Index count() const { return static_cast<Index>(keys_.size()); }

 private:
  std::vector<std::size_t> starts_;
  std::vector<Index> keys_;
};

/// How a rule of three operands, the last of them the mask, is read as one
/// matrix after the other: "hqd,hkd,qk->hqk" is a matrix for each h.
struct SparsePlan {
  std::string lead;  // a letter each that the matrices are counted by
  char query = 'q';
  char key = 'k';
  char inner = 'd';  // contiguous in the two operands that have it
  LetterMap sizes{kUnknownSize};
  std::array<LetterMap, 4> strides;  // of the three operands and the result

  Index queries() const { return sizes[query]; }
  Index keys() const { return sizes[key]; }
  Index width() const { return sizes[inner]; }
};

namespace internal {

/// `pairs` is the operand that ends in query and key, `inner` the letter that
/// the other two end in.
inline SparsePlan PlanSparse(std::string_view op, const Rule& rule,
                             const std::array<Shape, 4>& shapes,
                             const std::string& pairs, char inner) {
  SparsePlan plan;
  plan.inner = inner;
  if (rule.inputs().size() != 3 || pairs.size() < 2) {
    Fail(op, "\"", rule.text(), "\" needs two operands and a mask");
  }
  plan.lead = pairs.substr(0, pairs.size() - 2);
  plan.query = pairs[pairs.size() - 2];
  plan.key = pairs.back();
  const std::string end = {plan.query, plan.key};
  if (!rule.input(2).ends_with(end)) {
    Fail(op, "the mask \"", rule.input(2), "\" must end in \"", end, "\"");
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string& letters = i < 3 ? rule.input(i) : rule.output();
    const bool has_inner = HasLetter(letters, inner);
    if (has_inner && letters.back() != inner) {
      Fail(op, "\"", letters, "\" must end in \"", inner, "\"");
    }
    BindSizes(op, letters, shapes[i], plan.sizes);
    plan.strides[i] = StridesOf(letters, shapes[i]);
  }
  return plan;
}

/// body(offsets of operands and result, the open pairs) for each matrix. The
/// pairs are listed once for all matrices under one mask.
template <typename Scalar, typename Body>
void ForEachSparseMatrix(const SparsePlan& plan, View<const Scalar> mask,
                         Body&& body) {
  OpenPairs open;
  Index listed = -1;
  ForEachOffset(
      plan.lead, plan.sizes, plan.strides, [&](const std::array<Index, 4>& at) {
        if (at[2] != listed) {
          open = OpenPairs(mask.data + at[2], plan.queries(), plan.keys());
          listed = at[2];
        }
        body(at, open);
      });
}

template <typename Scalar>
SparsePlan PlanSparseScores(const Rule& rule, View<const Scalar> q,
                            View<const Scalar> k, View<const Scalar> mask,
                            const Shape& out) {
  const char inner = rule.input(0).empty() ? 'd' : rule.input(0).back();
  return PlanSparse("sparse_scores", rule, {q.shape, k.shape, mask.shape, out},
                    rule.output(), inner);
}

template <typename Scalar>
SparsePlan PlanSparseSum(const Rule& rule, View<const Scalar> weights,
                         View<const Scalar> v, View<const Scalar> mask,
                         const Shape& out) {
  const char inner = rule.output().empty() ? 'd' : rule.output().back();
  return PlanSparse("sparse_weighted_sum", rule,
                    {weights.shape, v.shape, mask.shape, out}, rule.input(0),
                    inner);
}

}  // namespace internal

/// out = Q K^T where the mask is not 0, "hqd,hkd,qk->hqk", and -inf elsewhere,
/// where nothing is computed. Returns how many multiply-adds it took.
template <typename Scalar>
Index SparseScores(const Rule& rule, View<const Scalar> q, View<const Scalar> k,
                   View<const Scalar> mask, View<Scalar> out) {
  const SparsePlan plan =
      internal::PlanSparseScores(rule, q, k, mask, out.shape);
  std::fill_n(out.data, out.size(), -std::numeric_limits<Scalar>::infinity());
  Index multiply_adds = 0;
  internal::ForEachSparseMatrix(
      plan, mask, [&](const std::array<Index, 4>& at, const OpenPairs& open) {
        for (Index i = 0; i < plan.queries(); ++i) {
          const Scalar* query =
              q.data + at[0] + i * plan.strides[0][plan.query];
          Scalar* row = out.data + at[3] + i * plan.keys();
          for (const Index j : open.KeysOf(i)) {
            const Scalar* key = k.data + at[1] + j * plan.strides[1][plan.key];
            row[j] = (ConstArrayMap<Scalar>(query, plan.width()) *
                      ConstArrayMap<Scalar>(key, plan.width()))
                         .sum();
            multiply_adds += plan.width();
          }
        }
      });
  return multiply_adds;
}

/// Adds to the gradients of Q and K (those with data) what comes through the
/// open scores.
template <typename Scalar>
void SparseScoresBackward(const Rule& rule, View<const Scalar> q,
                          View<const Scalar> k, View<const Scalar> mask,
                          View<const Scalar> out_gradient,
                          View<Scalar> q_gradient, View<Scalar> k_gradient) {
  const SparsePlan plan =
      internal::PlanSparseScores(rule, q, k, mask, out_gradient.shape);
  internal::ForEachSparseMatrix(
      plan, mask, [&](const std::array<Index, 4>& at, const OpenPairs& open) {
        for (Index i = 0; i < plan.queries(); ++i) {
          const Index query = at[0] + i * plan.strides[0][plan.query];
          const Scalar* row = out_gradient.data + at[3] + i * plan.keys();
          for (const Index j : open.KeysOf(i)) {
            const Index key = at[1] + j * plan.strides[1][plan.key];
            for (Index d = 0; d < plan.width(); ++d) {
              if (q_gradient.data != nullptr) {
                q_gradient.data[query + d] += row[j] * k.data[key + d];
              }
              if (k_gradient.data != nullptr) {
                k_gradient.data[key + d] += row[j] * q.data[query + d];
              }
            }
          }
        }
      });
}

/// out = weights V over the open pairs alone, "hqk,hkd,qk->hqd". As in the
/// dense sum a weight of 0 adds nothing, whatever the value. Returns how many
/// multiply-adds the open pairs take.
template <typename Scalar>
Index SparseWeightedSum(const Rule& rule, View<const Scalar> weights,
                        View<const Scalar> v, View<const Scalar> mask,
                        View<Scalar> out) {
  const SparsePlan plan =
      internal::PlanSparseSum(rule, weights, v, mask, out.shape);
  std::fill_n(out.data, out.size(), Scalar{0});
  Index multiply_adds = 0;
  internal::ForEachSparseMatrix(
      plan, mask, [&](const std::array<Index, 4>& at, const OpenPairs& open) {
        for (Index i = 0; i < plan.queries(); ++i) {
          const Scalar* row = weights.data + at[0] + i * plan.keys();
          Scalar* sum = out.data + at[3] + i * plan.strides[3][plan.query];
          for (const Index j : open.KeysOf(i)) {
            const Scalar* value =
                v.data + at[1] + j * plan.strides[1][plan.key];
            multiply_adds += plan.width();
            if (row[j] == Scalar{0}) continue;
            ArrayMap<Scalar>(sum, plan.width()) +=
                row[j] * ConstArrayMap<Scalar>(value, plan.width());
          }
        }
      });
  return multiply_adds;
}

/// Adds to the gradients of weights and V (those with data).
template <typename Scalar>
void SparseWeightedSumBackward(const Rule& rule, View<const Scalar> weights,
                               View<const Scalar> v, View<const Scalar> mask,
                               View<const Scalar> out_gradient,
                               View<Scalar> weights_gradient,
                               View<Scalar> v_gradient) {
  const SparsePlan plan =
      internal::PlanSparseSum(rule, weights, v, mask, out_gradient.shape);
  internal::ForEachSparseMatrix(
      plan, mask, [&](const std::array<Index, 4>& at, const OpenPairs& open) {
        for (Index i = 0; i < plan.queries(); ++i) {
          const Index row = at[0] + i * plan.keys();
          const Scalar* gradient =
              out_gradient.data + at[3] + i * plan.strides[3][plan.query];
          for (const Index j : open.KeysOf(i)) {
            const Index value = at[1] + j * plan.strides[1][plan.key];
            Scalar dot{0};
            for (Index d = 0; d < plan.width(); ++d) {
              dot += gradient[d] * v.data[value + d];
              if (v_gradient.data != nullptr) {
                v_gradient.data[value + d] +=
                    weights.data[row + j] * gradient[d];
              }
            }
            if (weights_gradient.data != nullptr) {
              weights_gradient.data[row + j] += dot;
            }
          }
        }
      });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_SPARSE_ATTENTION_H_
