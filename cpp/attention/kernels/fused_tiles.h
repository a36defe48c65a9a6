#ifndef ATTENTION_KERNELS_FUSED_TILES_H_
#define ATTENTION_KERNELS_FUSED_TILES_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/loops.h"
#include "attention/core/matrix.h"
#include "attention/kernels/fused_attention.h"
#include "attention/kernels/product.h"
#include "attention/kernels/softmax.h"

/// What fused attention's two ways share: how a rule is walked, and the scores
/// of one tile or of one row.
namespace attention::fused {

inline constexpr Index kQueryTile = 32;
inline constexpr Index kKeyTile = 64;

/// One matrix after the other: the sizes, and the operands' strides by letter,
/// in the order q, k, v, result, mask, bias.
struct Plan {
  std::string lead;
  LetterMap sizes{kUnknownSize};
  std::array<LetterMap, 6> strides;
  Index queries = 0;
  Index keys = 0;
  Index d_k = 0;
  Index d_v = 0;
};

inline void CheckEnd(const Rule& rule, const std::string& letters,
                     const std::string& end) {
  if (letters.ends_with(end)) return;
  Fail("fused_attention", "\"", letters, "\" of \"", rule.text(),
       "\" must end in \"", end, "\"");
}

template <typename Scalar>
Plan MakePlan(const Rule& rule, const FusedOperands<Scalar>& in,
              const Shape& out) {
  const std::size_t wanted =
      3 + (in.mask.data != nullptr ? 1 : 0) + (in.bias.data != nullptr ? 1 : 0);
  const std::string& result = rule.output();
  if (rule.inputs().size() != wanted || rule.input(0).size() < 2 ||
      rule.input(1).size() < 2 || result.size() < 2) {
    Fail("fused_attention", "\"", rule.text(), "\" is not for ", wanted,
         " operands of at least two axes");
  }
  const char query = result[result.size() - 2];
  const char number = result.back();
  const char feature = rule.input(0).back();
  const char key = rule.input(1)[rule.input(1).size() - 2];
  CheckEnd(rule, rule.input(0), {query, feature});
  CheckEnd(rule, rule.input(1), {key, feature});
  CheckEnd(rule, rule.input(2), {key, number});
  Plan plan;
  plan.lead = result.substr(0, result.size() - 2);
  const auto bind = [&](std::size_t slot, const std::string& letters,
                        const Shape& shape) {
    BindSizes("fused_attention", letters, shape, plan.sizes);
    plan.strides[slot] = StridesOf(letters, shape);
  };
  bind(0, rule.input(0), in.q.shape);
  bind(1, rule.input(1), in.k.shape);
  bind(2, rule.input(2), in.v.shape);
  bind(3, result, out);
  std::size_t next = 3;
  for (const std::size_t slot : {std::size_t{4}, std::size_t{5}}) {
    const View<const Scalar>& pairs = slot == 4 ? in.mask : in.bias;
    if (pairs.data == nullptr) continue;
    CheckEnd(rule, rule.input(next), {query, key});
    bind(slot, rule.input(next++), pairs.shape);
  }
  plan.queries = plan.sizes[query];
  plan.keys = plan.sizes[key];
  plan.d_k = plan.sizes[feature];
  plan.d_v = plan.sizes[number];
  return plan;
}

/// The operands of one matrix. Mask and bias are null where there are none.
template <typename Scalar>
struct Matrix {
  const Plan& plan;
  const FusedOptions& options;
  const Scalar* q;
  const Scalar* k;
  const Scalar* v;
  const Scalar* mask;
  const Scalar* bias;

  bool Open(Index query, Index key) const {
    const Index cell = query * plan.keys + key;
    if (mask != nullptr && mask[cell] == Scalar{0}) return false;
    if (bias != nullptr &&
        bias[cell] == -std::numeric_limits<Scalar>::infinity()) {
      return false;
    }
    return !options.rule || MaskAllows(*options.rule, query, key, plan.queries,
                                       plan.keys, plan.keys);
  }

  Scalar Factor() const { return static_cast<Scalar>(options.factor); }

  /// The slope of the softcap where it gave `capped`.
  Scalar CapSlope(Scalar capped) const {
    if (options.softcap <= 0) return Scalar{1};
    const Scalar part = capped / static_cast<Scalar>(options.softcap);
    return Scalar{1} - part * part;
  }
};

/// body(offsets of q, k, v, result, mask, bias; the operands) for each matrix.
template <typename Scalar, typename Body>
void ForEachMatrix(const Plan& plan, const FusedOptions& options,
                   const FusedOperands<Scalar>& in, Body&& body) {
  ForEachOffset(
      plan.lead, plan.sizes, plan.strides, [&](const std::array<Index, 6>& at) {
        const auto from = [](const Scalar* data, Index offset) {
          return data == nullptr ? nullptr : data + offset;
        };
        body(at,
             Matrix<Scalar>{plan, options, in.q.data + at[0], in.k.data + at[1],
                            in.v.data + at[2], from(in.mask.data, at[4]),
                            from(in.bias.data, at[5])});
      });
}

/// Rows that follow each other, as operand of a product.
template <typename Number>
Strided<Number> RowsOf(Number* data, Index width) {
  return {data, width, 1};
}
template <typename Scalar>
Strided<Scalar> RowsOf(RowMatrix<Scalar>& matrix) {
  return {matrix.data(), matrix.cols(), 1};
}

/// The scores of a tile of queries and keys, ready for the softmax.
template <typename Scalar>
class Tile {
 public:
  explicit Tile(const Matrix<Scalar>& in) : in_(in) {}

  enum class Result {
    kScores,  // `scores` is filled, -inf where blocked
    kEmpty,   // every pair is blocked: nothing was computed
    kWild,    // some score is NaN or infinite: go row by row
  };

  Result Compute(Index query, Index queries, Index key, Index keys) {
    if (!Mark(query, queries, key, keys)) return Result::kEmpty;
    const Plan& plan = in_.plan;
    capped.setZero(queries, keys);
    AddProduct<Scalar>(
        {queries, keys, plan.d_k}, RowsOf(in_.q + query * plan.d_k, plan.d_k),
        RowsOf(in_.k + key * plan.d_k, plan.d_k).Transposed(), RowsOf(capped));
    capped *= in_.Factor();
    if (!capped.allFinite()) return Result::kWild;
    if (in_.options.softcap > 0) {
      const auto cap = static_cast<Scalar>(in_.options.softcap);
      capped = (capped.array() / cap).tanh() * cap;
    }
    scores = capped;
    if (in_.bias != nullptr) {
      for (Index i = 0; i < queries; ++i) {
        const Scalar* row = in_.bias + (query + i) * plan.keys + key;
        for (Index j = 0; j < keys; ++j) {
          if (open(i, j)) scores(i, j) += row[j];
        }
      }
    }
    if (!scores.allFinite()) return Result::kWild;
    if (!all_open) {
      scores =
          open.select(scores.array(), -std::numeric_limits<Scalar>::infinity());
    }
    return Result::kScores;
  }

  RowMatrix<Scalar> capped;  // before bias and mask
  RowMatrix<Scalar> scores;
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> open;
  bool all_open = false;

 private:
  /// Fills `open`; false where all is blocked.
  bool Mark(Index query, Index queries, Index key, Index keys) {
    open.resize(queries, keys);
    all_open = in_.mask == nullptr && in_.bias == nullptr && !in_.options.rule;
    if (all_open) {
      open.setConstant(true);
      return true;
    }
    Index count = 0;
    for (Index i = 0; i < queries; ++i) {
      for (Index j = 0; j < keys; ++j) {
        open(i, j) = in_.Open(query + i, key + j);
        count += open(i, j) ? 1 : 0;
      }
    }
    all_open = count == queries * keys;
    return count > 0;
  }

  const Matrix<Scalar>& in_;
};

/// exp, and exactly 0 below the smallest normal number: Eigen's approximation
/// gives a tiny number there, also for -inf.
template <typename Row>
auto Power(const Row& exponents) {
  using Scalar = typename Row::Scalar;
  static const Scalar kSmallest = std::log(std::numeric_limits<Scalar>::min());
  return (exponents > kSmallest).select(exponents.exp(), Scalar{0});
}

/// One query's scores and weights over all keys, as the single steps have them:
/// for the rows in which some number is not finite.
template <typename Scalar>
struct Row {
  std::vector<Scalar> capped;
  std::vector<Scalar> scores;
  std::vector<Scalar> weights;

  void Compute(const Matrix<Scalar>& in, Index query) {
    const Plan& plan = in.plan;
    capped.assign(static_cast<std::size_t>(plan.keys), Scalar{0});
    scores.assign(capped.size(), -std::numeric_limits<Scalar>::infinity());
    for (Index j = 0; j < plan.keys; ++j) {
      if (!in.Open(query, j)) continue;
      Scalar score{0};
      for (Index d = 0; d < plan.d_k; ++d) {
        score += in.q[query * plan.d_k + d] * in.k[j * plan.d_k + d];
      }
      score *= in.Factor();
      if (in.options.softcap > 0) {
        const auto cap = static_cast<Scalar>(in.options.softcap);
        score = cap * std::tanh(score / cap);
      }
      capped[static_cast<std::size_t>(j)] = score;
      if (in.bias != nullptr) score += in.bias[query * plan.keys + j];
      scores[static_cast<std::size_t>(j)] = score;
    }
    weights.resize(scores.size());
    Softmax<Scalar>(scores.data(), 1, plan.keys, 1, EmptyRow::kZeros,
                    weights.data());
  }
};

/// The softmax of a few rows, tile by tile: per row the largest score so far,
/// the sum of exp(score - largest), and the values summed with those weights.
template <typename Scalar>
class OnlineSoftmax {
 public:
  using Column = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

  /// False where the tile's rows must be computed row by row.
  bool Attend(const Matrix<Scalar>& in, Index query, Index queries) {
    const Plan& plan = in.plan;
    largest_.setConstant(queries, -std::numeric_limits<Scalar>::infinity());
    sum_.setZero(queries);
    z_.setZero(queries, plan.d_v);
    Tile<Scalar> tile(in);
    for (Index key = 0; key < plan.keys; key += kKeyTile) {
      const Index keys = std::min(kKeyTile, plan.keys - key);
      const auto result = tile.Compute(query, queries, key, keys);
      if (result == Tile<Scalar>::Result::kWild) return false;
      if (result == Tile<Scalar>::Result::kEmpty) continue;
      Add(tile);
      AddProduct<Scalar>({queries, plan.d_v, keys}, RowsOf(tile.scores).Read(),
                         RowsOf(in.v + key * plan.d_v, plan.d_v), RowsOf(z_));
    }
    for (Index i = 0; i < queries; ++i) {
      if (sum_(i) > Scalar{0}) z_.row(i) /= sum_(i);
    }
    return true;
  }

  const RowMatrix<Scalar>& z() const { return z_; }
  Scalar largest(Index row) const { return largest_(row); }
  Scalar sum(Index row) const { return sum_(row); }

 private:
  /// Turns the tile's scores into weights against the new largest ones.
  void Add(Tile<Scalar>& tile) {
    for (Index i = 0; i < tile.scores.rows(); ++i) {
      auto row = tile.scores.row(i).array();
      const Scalar before = largest_(i);
      const Scalar now = std::max(before, row.maxCoeff());
      if (now == -std::numeric_limits<Scalar>::infinity()) {
        row.setZero();
        continue;
      }
      row = Power(row - now);
      const Scalar kept = std::exp(before - now);
      largest_(i) = now;
      sum_(i) = sum_(i) * kept + row.sum();
      z_.row(i) *= kept;
    }
  }

  Column largest_;
  Column sum_;
  RowMatrix<Scalar> z_;
};

}  // namespace attention::fused

#endif  // ATTENTION_KERNELS_FUSED_TILES_H_
