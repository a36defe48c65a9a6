#include "attention/layers/encoder_layer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "attention/core/error.h"
#include "attention/kernels/four_activations.h"
#include "attention/kernels/normalization.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "encoderLayer";

const EncoderLayerOptions& Checked(const EncoderLayerOptions& options,
                                   const EncoderWeights& weights) {
  const Index d = options.attention.d_model;
  const Index f = options.d_ff;
  if (f < 1 || f > rows::kWidest || d > rows::kWidest) {
    Fail(kOp, "d_model is ", d, " and d_ff ", f, "; each must be from 1 to ",
         rows::kWidest);
  }
  if (!(options.epsilon > 0) || !std::isfinite(options.epsilon)) {
    Fail(kOp, "epsilon is ", options.epsilon, "; it must be more than 0");
  }
  rows::CheckWeight(kOp, "ffnHidden", weights.hidden, d * f);
  rows::CheckOptional(kOp, "ffnHiddenBias", weights.hidden_bias, f);
  rows::CheckWeight(kOp, "ffnOut", weights.out, d * f);
  rows::CheckOptional(kOp, "ffnOutBias", weights.out_bias, d);
  rows::CheckOptional(kOp, "norm1", weights.norm1, d);
  rows::CheckOptional(kOp, "norm1Bias", weights.norm1_bias, d);
  rows::CheckOptional(kOp, "norm2", weights.norm2, d);
  rows::CheckOptional(kOp, "norm2Bias", weights.norm2_bias, d);
  return options;
}

AttentionLayerOptions Named(AttentionLayerOptions options) {
  options.op = kOp;
  return options;
}

}  // namespace

EncoderLayer::EncoderLayer(const EncoderLayerOptions& options,
                           const EncoderWeights& weights)
    : options_(Checked(options, weights)),
      attention_(Named(options.attention), weights.attention),
      hidden_(weights.hidden, options.attention.d_model, options.d_ff,
              weights.hidden_bias),
      out_(weights.out, hidden_.padded(), options.attention.d_model,
           weights.out_bias),
      norm1_(MakeNorm(weights.norm1, weights.norm1_bias)),
      norm2_(MakeNorm(weights.norm2, weights.norm2_bias)) {}

EncoderLayer::Norm EncoderLayer::MakeNorm(std::span<const float> weight,
                                          std::span<const float> bias) const {
  const auto d = static_cast<std::size_t>(options_.attention.d_model);
  Norm norm{std::vector<float>(d, 1), std::vector<float>(d, 0)};
  std::ranges::copy(weight, norm.weight.begin());
  std::ranges::copy(bias, norm.bias.begin());
  return norm;
}

std::span<float> EncoderLayer::Input(Index rows) {
  const Index d = options_.attention.d_model;
  rows::CheckRows(kOp, rows, d, std::max(hidden_.padded(), d));
  rows_ = 0;
  rows::Resize(x_, rows * d);
  rows::Resize(result_, rows * d);
  rows::Resize(panels_, Panels(rows) * kPanel * d);
  rows::Resize(activated_, Panels(rows) * kPanel * hidden_.padded());
  attention_.Input(rows);
  rows_ = rows;  // not before there is room for them
  return {x_.data(), static_cast<std::size_t>(rows * d)};
}

std::span<const float> EncoderLayer::Run() {
  if (rows_ == 0) Fail(kOp, "x is missing");
  const auto count =
      static_cast<std::size_t>(rows_ * options_.attention.d_model);
  const std::span<float> x(x_.data(), count);
  const std::span<float> result(result_.data(), count);
  rows::CheckFinite(kOp, "x", x);
  const auto add = [](std::span<float> to, std::span<const float> what) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += what[i];
  };
  float* attended = attention_.Input(rows_).data();
  if (options_.norm_first) {
    Normalize(norm1_, x.data(), attended);
    add(x, attention_.Run());
    Normalize(norm2_, x.data(), attended);
    FeedForward(attended);
    add(result, x);
  } else {
    std::ranges::copy(x, attended);
    add(x, attention_.Run());
    Normalize(norm1_, x.data(), x.data());
    FeedForward(x.data());
    add(result, x);
    Normalize(norm2_, result.data(), result.data());
  }
  // What was given is no more: a second run needs it again.
  rows_ = 0;
  return result;
}

void EncoderLayer::Normalize(const Norm& norm, const float* in, float* out) {
  const Index d = options_.attention.d_model;
  LayerNorm(in, rows_, d, options_.epsilon, NormFormula::kVariance, out);
  for (Index row = 0; row < rows_; ++row, out += d) {
    for (Index i = 0; i < d; ++i) {
      const auto at = static_cast<std::size_t>(i);
      out[i] = out[i] * norm.weight[at] + norm.bias[at];
    }
  }
}

void EncoderLayer::FeedForward(const float* in) {
  const Index panels = Panels(rows_);
  PackPanels(in, rows_, options_.attention.d_model, panels_.data());
  hidden_.ToPanels(panels_.data(), panels, activated_.data());
  Activate({activated_.data(),
            static_cast<std::size_t>(panels * kPanel * hidden_.padded())});
  out_.ToRows(activated_.data(), rows_, result_.data());
}

void EncoderLayer::Activate(std::span<float> numbers) const {
  const auto apply = [numbers](auto&& function) {
    ForEachNumber(numbers.data(), std::ssize(numbers), numbers.data(),
                  function);
  };
  if (options_.activation == RowsActivation::kRelu) {
    apply([](const Four& four) { return Relu(four); });
  } else {
    apply([](const Four& four) { return Gelu(four); });
  }
}

}  // namespace attention
