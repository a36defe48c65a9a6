#include "attention/layers/attention_layer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>

#include "attention/core/error.h"
#include "attention/core/parallel.h"

namespace attention {
namespace {

std::size_t Room(Index count) { return static_cast<std::size_t>(count); }

}  // namespace

AttentionLayer::AttentionLayer(const AttentionLayerOptions& options,
                               const AttentionWeights& weights)
    : options_(options) {
  const Index d = options.d_model;
  const Index heads = options.n_heads;
  if (d < 1 || heads < 1 || d % heads != 0) {
    Fail(options.op, "d_model is ", d, " and n_heads ", heads,
         "; each head needs the same share of at least one number");
  }
  if (d > rows::kWidest) {
    Fail(options.op, "d_model is ", d, ", more than ", rows::kWidest);
  }
  size_ = d / heads;
  width_ = Tiles(size_) * kTileRows;
  PackProjections(weights);
  rows::CheckWeight(options.op, "output", weights.output, d * d);
  rows::CheckOptional(options.op, "outputBias", weights.output_bias, d);
  // What fills up a head's numbers meets rows of zeros.
  std::vector<float> output(Room(heads * width_ * d));
  for (Index m = 0; m < d; ++m) {
    std::ranges::copy(weights.output.subspan(Room(m * d), Room(d)),
                      output.data() + ((m / size_) * width_ + m % size_) * d);
  }
  output_ = PackedMatrix(output, heads * width_, d, weights.output_bias);
}

void AttentionLayer::PackProjections(const AttentionWeights& weights) {
  const Index d = options_.d_model;
  const Index each = options_.n_heads * width_;
  struct Part {
    std::string_view name;
    std::span<const float> weight;
    std::string_view bias_name;
    std::span<const float> bias;
    float factor;
  };
  const Part parts[] = {
      // The scores' factor, 1/sqrt(size), is in the queries.
      {"query", weights.query, "queryBias", weights.query_bias,
       1 / std::sqrt(static_cast<float>(size_))},
      {"key", weights.key, "keyBias", weights.key_bias, 1},
      {"value", weights.value, "valueBias", weights.value_bias, 1}};
  projection_.resize(Room(3 * each * d));
  projection_bias_.resize(Room(3 * each));
  Index first = 0;
  for (const Part& part : parts) {
    rows::CheckWeight(options_.op, part.name, part.weight, d * d);
    rows::CheckOptional(options_.op, part.bias_name, part.bias, d);
    for (Index column = 0; column < d; ++column) {
      // Row r of a tile's matrix gives number r: the weights' columns.
      const Index row = first + (column / size_) * width_ + column % size_;
      float* tile = projection_.data() + (row / kTileRows) * d * kTileRows +
                    row % kTileRows;
      for (Index m = 0; m < d; ++m) {
        tile[m * kTileRows] = part.weight[Room(m * d + column)] * part.factor;
      }
      if (part.bias.empty()) continue;
      projection_bias_[Room(row)] = part.bias[Room(column)] * part.factor;
    }
    first += each;
  }
}

std::span<float> AttentionLayer::Input(Index tokens) {
  const Index d = options_.d_model;
  const Index heads = options_.n_heads;
  rows::CheckRows(options_.op, tokens, d, heads * width_);
  if (options_.keep_weights && tokens > rows::kMostNumbers / tokens / heads) {
    Fail(options_.op, "the weights of ", tokens, " tokens in ", heads,
         " heads are too many to keep");
  }
  tokens_ = 0;
  kept_ = false;
  panels_ = Panels(tokens);
  const Index padded = panels_ * kPanel;
  rows::Resize(given_, tokens * d);
  rows::Resize(result_, tokens * d);
  rows::Resize(x_, padded * d);
  for (std::vector<float>* numbers : {&q_, &k_, &v_, &z_}) {
    rows::Resize(*numbers, padded * heads * width_);
  }
  if (options_.keep_weights) {
    rows::Resize(weights_, heads * tokens * tokens);
  }
  tokens_ = tokens;  // not before there is room for them
  return {given_.data(), Room(tokens * d)};
}

std::span<const float> AttentionLayer::Run() {
  if (tokens_ == 0) Fail(options_.op, "x is missing");
  const std::span<const float> x(given_.data(),
                                 Room(tokens_ * options_.d_model));
  rows::CheckFinite(options_.op, "x", x);
  PackPanels(given_.data(), tokens_, options_.d_model, x_.data());
  InParallel(panels_, GrainOf(3 * kPanel * options_.d_model * options_.d_model),
             [this](Index begin, Index end) { Project(begin, end); });
  InParallel(options_.n_heads * panels_,
             GrainOf(kPanel * tokens_ * 2 * (width_ + 1)),
             [this](Index begin, Index end) {
               // Of this thread, and kept for its next part.
               thread_local std::vector<float> scores;
               rows::Resize(scores, panels_ * kPanel * kPanel);
               for (Index i = begin; i < end; ++i) {
                 Attend(i / panels_, i % panels_, scores.data());
               }
             });
  output_.ToRows(z_.data(), tokens_, result_.data());
  kept_ = options_.keep_weights;
  return {result_.data(), x.size()};
}

std::span<const float> AttentionLayer::Weights() const {
  if (!kept_) return {};
  return {weights_.data(), Room(options_.n_heads * tokens_ * tokens_)};
}

void AttentionLayer::Project(Index begin, Index past) {
  const Index d = options_.d_model;
  const Index each = options_.n_heads * Tiles(size_);  // tiles of q, of k, of v
  for (Index first = 0; first < 3 * each; first += kTilesAtOnce) {
    const Index end = std::min(3 * each, first + kTilesAtOnce);
    for (Index panel = begin; panel < past; ++panel) {
      const float* x = x_.data() + panel * d * kPanel;
      for (Index tile = first; tile < end; ++tile) {
        Tile sums;
        TileProduct(projection_.data() + tile * d * kTileRows, x, d, sums);
        for (Index i = 0; i < kTileRows; ++i) {
          const Four bias =
              Repeat(projection_bias_[Room(tile * kTileRows + i)]);
          for (Four& four : sums[Room(i)]) four += bias;
        }
        const Index head = (tile % each) / Tiles(size_);
        const Index number = (tile % each) % Tiles(size_) * kTileRows;
        if (tile < each) {
          float* q =
              q_.data() +
              ((panel * options_.n_heads + head) * width_ + number) * kPanel;
          for (const auto& row : sums) {
            Store(row[0], q);
            Store(row[1], q + 4);
            q += kPanel;
          }
        } else if (tile < 2 * each) {
          for (Index half = 0; half < 2; ++half) {
            float* k =
                k_.data() +
                ((head * panels_ * 2 + panel * 2 + half) * width_ + number) *
                    kTileRows;
            for (const auto& row : sums) {
              Store(row[Room(half)], k);
              k += kTileRows;
            }
          }
        } else {
          float* v = v_.data() + ((head * Tiles(size_) + number / kTileRows) *
                                      panels_ * kPanel +
                                  panel * kPanel) *
                                     kTileRows;
          for (std::size_t half = 0; half < 2; ++half) {
            std::array<Four, 4> columns;
            Transpose(sums[0][half], sums[1][half], sums[2][half],
                      sums[3][half], columns);
            for (const Four& column : columns) {
              Store(column, v);
              v += kTileRows;
            }
          }
        }
      }
    }
  }
}

/// z of a panel's tokens: their scores with every key that they may see, the
/// softmax down the keys, and the values' sum with it.
void AttentionLayer::Attend(Index head, Index panel, float* scores) {
  constexpr float kNever = -std::numeric_limits<float>::infinity();
  const Index last = options_.causal ? panel : panels_ - 1;  // panel of keys
  const Index keys = (last + 1) * kPanel;
  const float* q =
      q_.data() + (panel * options_.n_heads + head) * width_ * kPanel;
  const float* k = k_.data() + head * panels_ * kPanel * width_;
  float* score = scores;
  for (Index key = 0; key < keys; key += kTileRows) {
    Tile sums;
    TileProduct(k + key * width_, q, width_, sums);
    for (const auto& row : sums) {
      Store(row[0], score);
      Store(row[1], score + 4);
      score += kPanel;
    }
  }
  for (Index key = 0; key < kPanel; ++key) {
    const bool beyond = last * kPanel + key >= tokens_;
    for (Index token = 0; token < kPanel; ++token) {
      // A token that is none itself sees the panel's first, so that nothing
      // is divided by 0.
      const bool hidden = options_.causal ? key > token : beyond;
      if (hidden) scores[(last * kPanel + key) * kPanel + token] = kNever;
    }
  }
  std::array<Four, 2> largest = {Repeat(kNever), Repeat(kNever)};
  for (Index key = 0; key < keys; ++key) {
    const float* row = scores + key * kPanel;
    largest[0] = Larger(Load(row), largest[0]);
    largest[1] = Larger(Load(row + 4), largest[1]);
  }
  std::array<Four, 2> sum{};
  for (Index key = 0; key < keys; ++key) {
    float* row = scores + key * kPanel;
    for (std::size_t half = 0; half < 2; ++half) {
      const Four weight = Exp(Load(row + 4 * half) - largest[half]);
      sum[half] += weight;
      Store(weight, row + 4 * half);
    }
  }
  for (Four& four : sum) four = Repeat(1) / four;
  if (options_.keep_weights) Keep(head, panel, keys, scores, sum);
  const float* v = v_.data() + head * width_ * panels_ * kPanel;
  float* z = z_.data() + (panel * options_.n_heads + head) * width_ * kPanel;
  for (Index tile = 0; tile < Tiles(size_); ++tile) {
    Tile sums;
    TileProduct(v, scores, keys, sums);
    for (const auto& row : sums) {
      Store(row[0] * sum[0], z);
      Store(row[1] * sum[1], z + 4);
      z += kPanel;
    }
    v += panels_ * kPanel * kTileRows;
  }
}

void AttentionLayer::Keep(Index head, Index panel, Index keys,
                          const float* scores,
                          const std::array<Four, 2>& factor) {
  const Index there = std::min(kPanel, tokens_ - panel * kPanel);
  float* rows = weights_.data() + (head * tokens_ + panel * kPanel) * tokens_;
  for (Index key = 0; key < std::min(keys, tokens_); key += 4) {
    const Index seen = std::min<Index>(4, tokens_ - key);
    for (Index half = 0; half < 2; ++half) {
      const float* score = scores + key * kPanel + 4 * half;
      const Four& by = factor[Room(half)];
      std::array<Four, 4> of;
      Transpose(Load(score) * by, Load(score + kPanel) * by,
                Load(score + 2 * kPanel) * by, Load(score + 3 * kPanel) * by,
                of);
      for (Index i = 0; i < std::min<Index>(4, there - 4 * half); ++i) {
        float* to = rows + (4 * half + i) * tokens_ + key;
        const Four& four = of[Room(i)];
        if (seen == 4) {
          Store(four, to);
        } else {
          for (Index c = 0; c < seen; ++c) to[c] = four[c];
        }
      }
    }
  }
  for (Index token = 0; token < there && keys < tokens_; ++token) {
    std::fill(rows + token * tokens_ + keys, rows + (token + 1) * tokens_,
              0.0F);
  }
}

}  // namespace attention
