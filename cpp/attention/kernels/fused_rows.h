#ifndef ATTENTION_KERNELS_FUSED_ROWS_H_
#define ATTENTION_KERNELS_FUSED_ROWS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "attention/core/scratch.h"
#include "attention/kernels/four_activations.h"
#include "attention/kernels/fused_plan.h"
#include "attention/kernels/product.h"
#include "attention/kernels/softmax.h"

/// Weights of a few queries at a time, which is all that fused attention ever
/// holds of them.
namespace attention::fused {

/// Queries that are together, and keys that are left out together.
inline constexpr Index kQueryTile = 64;
inline constexpr Index kKeyTile = 64;

/// Rows that follow each other, as operand of a product.
template <typename Number>
Strided<Number> RowsOf(Number* data, Index width) {
  return {data, width, 1};
}

/// Which tiles hold a pair that may attend, found anew where a matrix has
/// another mask or bias than the one before.
template <typename Scalar>
class Coverage {
 public:
  enum Kind : std::uint8_t { kNone, kSome, kAll };

  explicit Coverage(const Plan& plan)
      : key_tiles_(TilesOf(plan.keys, kKeyTile)),
        kinds_(static_cast<std::size_t>(TilesOf(plan.queries, kQueryTile) *
                                        key_tiles_)) {}

  void Cover(const Matrix<Scalar>& in) {
    if (known_ && in.mask == mask_ && in.bias == bias_) return;
    known_ = true;
    mask_ = in.mask;
    bias_ = in.bias;
    std::uint8_t* kind = kinds_.data();
    for (Index query = 0; query < in.plan.queries; query += kQueryTile) {
      for (Index key = 0; key < in.plan.keys; key += kKeyTile) {
        *kind++ = KindOf(in, query, key);
      }
    }
  }

  Kind At(Index query, Index key) const {
    const Index tile = query / kQueryTile * key_tiles_ + key / kKeyTile;
    return static_cast<Kind>(kinds_[static_cast<std::size_t>(tile)]);
  }

 private:
  static Index TilesOf(Index count, Index tile) {
    return (count + tile - 1) / tile;
  }

  static Kind KindOf(const Matrix<Scalar>& in, Index query, Index key) {
    if (in.mask == nullptr && in.bias == nullptr && !in.options.rule) {
      return kAll;
    }
    const Index past_query = std::min(query + kQueryTile, in.plan.queries);
    const Index past_key = std::min(key + kKeyTile, in.plan.keys);
    bool any = false;
    bool all = true;
    for (Index i = query; i < past_query; ++i) {
      for (Index j = key; j < past_key; ++j) {
        const bool open = in.Open(i, j);
        any = any || open;
        all = all && open;
      }
      if (any && !all) return kSome;
    }
    return all ? kAll : kNone;
  }

  Index key_tiles_;
  Scratch<std::uint8_t> kinds_;
  bool known_ = false;
  const Scalar* mask_ = nullptr;
  const Scalar* bias_ = nullptr;
};

/// The weights of up to kQueryTile queries over all keys, as the single steps
/// have them; tiles of which every pair is blocked are left out.
template <typename Scalar>
class Rows {
 public:
  explicit Rows(const Plan& plan, const FusedOptions& options)
      : coverage_(plan),
        weights_(static_cast<std::size_t>(kQueryTile * plan.keys)),
        capped_(options.softcap > 0 ? weights_.size() : 0) {}

  void Compute(const Matrix<Scalar>& in, Index query) {
    coverage_.Cover(in);
    query_ = query;
    keys_ = in.plan.keys;
    count_ = std::min(kQueryTile, in.plan.queries - query);
    first_ = past_ = 0;
    ForEachRun([&](Index key, Index run) {
      if (past_ == 0) first_ = key;
      Block(past_ == 0 ? key : past_, key);
      past_ = key + run;
      Score(in, key, run);
    });
    for (Index i = 0; i < count_; ++i) {
      internal::RowSoftmax(row(i) + first_, past_ - first_, EmptyRow::kZeros,
                           Mutable(i) + first_);
    }
  }

  Index count() const { return count_; }
  /// Weights of one query. Only those of keys from first() to past() count.
  const Scalar* row(Index i) const { return weights_.data() + i * keys_; }
  Index first() const { return first_; }
  Index past() const { return past_; }
  /// A score before bias and mask, where there is a softcap.
  const Scalar* capped(Index i) const { return capped_.data() + i * keys_; }

  /// body(first key, how many) for tiles beside each other that aren't left
  /// out.
  template <typename Body>
  void ForEachRun(Body&& body) const {
    for (Index key = 0; key < keys_;) {
      const Index begin = key;
      while (key < keys_ && Open(key)) key += kKeyTile;
      key = std::min(key, keys_);
      if (key > begin) body(begin, key - begin);
      while (key < keys_ && !Open(key)) key += kKeyTile;
    }
  }

 private:
  static constexpr Scalar kNever = -std::numeric_limits<Scalar>::infinity();

  Scalar* Mutable(Index i) { return weights_.data() + i * keys_; }

  bool Open(Index key) const {
    return coverage_.At(query_, key) != Coverage<Scalar>::kNone;
  }

  void Block(Index from, Index to) {
    for (Index i = 0; i < count_; ++i) {
      std::fill(Mutable(i) + from, Mutable(i) + to, kNever);
    }
  }

  void Score(const Matrix<Scalar>& in, Index key, Index run) {
    const Plan& plan = in.plan;
    for (Index i = 0; i < count_; ++i) std::fill_n(Mutable(i) + key, run, 0);
    AddProduct<Scalar>({count_, run, plan.d_k},
                       RowsOf(in.q + query_ * plan.d_k, plan.d_k),
                       RowsOf(in.k + key * plan.d_k, plan.d_k).Transposed(),
                       {Mutable(0) + key, keys_, 1});
    for (Index i = 0; i < count_; ++i) {
      Scalar* scores = Mutable(i) + key;
      for (Index j = 0; j < run; ++j) scores[j] *= in.Factor();
      if (in.options.softcap > 0) {
        Cap(static_cast<Scalar>(in.options.softcap), run, scores,
            capped_.data() + i * keys_ + key);
      }
      if (in.bias != nullptr) {
        const Scalar* bias = in.bias + (query_ + i) * keys_ + key;
        for (Index j = 0; j < run; ++j) scores[j] += bias[j];
      }
      for (Index j = 0; j < run; j += kKeyTile) {
        if (coverage_.At(query_, key + j) == Coverage<Scalar>::kAll) continue;
        BlockPairs(in, query_ + i, key + j, std::min(kKeyTile, run - j),
                   scores + j);
      }
    }
  }

  static void Cap(Scalar cap, Index count, Scalar* scores, Scalar* kept) {
    for (Index j = 0; j < count; ++j) scores[j] /= cap;
    ForEachNumber(scores, count, scores,
                  [](const auto& x) { return attention::Tanh(x); });
    for (Index j = 0; j < count; ++j) kept[j] = scores[j] *= cap;
  }

  static void BlockPairs(const Matrix<Scalar>& in, Index query, Index key,
                         Index count, Scalar* scores) {
    if (in.mask != nullptr && in.bias == nullptr && !in.options.rule) {
      const Scalar* mask = in.mask + query * in.plan.keys + key;
      for (Index j = 0; j < count; ++j) {
        scores[j] = mask[j] == Scalar{0} ? kNever : scores[j];
      }
      return;
    }
    for (Index j = 0; j < count; ++j) {
      if (!in.Open(query, key + j)) scores[j] = kNever;
    }
  }

  Coverage<Scalar> coverage_;
  Scratch<Scalar> weights_;
  Scratch<Scalar> capped_;
  Index query_ = 0;
  Index keys_ = 0;
  Index count_ = 0;
  Index first_ = 0;
  Index past_ = 0;
};

}  // namespace attention::fused

#endif  // ATTENTION_KERNELS_FUSED_ROWS_H_
