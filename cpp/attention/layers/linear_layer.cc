#include "attention/layers/linear_layer.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "linearLayer";

PackedMatrix Checked(std::span<const float> weight, Index depth, Index width,
                     std::span<const float> bias) {
  if (depth < 1 || width < 1) Fail(kOp, "weight has no numbers");
  if (std::max(depth, width) > rows::kWidest) {
    Fail(kOp, "weight is ", depth, " x ", width, "; neither may be more than ",
         rows::kWidest);
  }
  rows::CheckWeight(kOp, "weight", weight, depth * width);
  rows::CheckOptional(kOp, "bias", bias, width);
  return {weight, depth, width, bias};
}

}  // namespace

LinearLayer::LinearLayer(std::span<const float> weight, Index depth,
                         Index width, std::span<const float> bias)
    : width_(width), matrix_(Checked(weight, depth, width, bias)) {}

std::span<float> LinearLayer::Input(Index rows) {
  const Index depth = matrix_.depth();
  rows::CheckRows(kOp, rows, depth, std::max(depth, width_));
  rows_ = 0;
  rows::Resize(given_, rows * depth);
  rows::Resize(panels_, Panels(rows) * kPanel * depth);
  rows::Resize(result_, rows * width_);
  rows_ = rows;  // not before there is room for them
  return {given_.data(), static_cast<std::size_t>(rows * depth)};
}

std::span<const float> LinearLayer::Run() {
  if (rows_ == 0) Fail(kOp, "x is missing");
  const Index depth = matrix_.depth();
  rows::CheckFinite(kOp, "x",
                    {given_.data(), static_cast<std::size_t>(rows_ * depth)});
  PackPanels(given_.data(), rows_, depth, panels_.data());
  matrix_.ToRows(panels_.data(), rows_, result_.data());
  return {result_.data(), static_cast<std::size_t>(rows_ * width_)};
}

}  // namespace attention
