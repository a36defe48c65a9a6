#include "attention/models/operators/rotary_operator.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/kernels/rotary.h"

namespace attention {
namespace {

constexpr const char* kOp = "rotary";

struct RotarySizes {
  Index batch;
  Index heads;
  Index length;
  Index width;   // of a head
  Index turned;  // how much of it
  bool packed;   // batch x length x (heads * width)
};

Index WholeNumber(const char* name, double given, Index largest) {
  if (!(given >= 0 && given <= static_cast<double>(largest)) ||
      given != std::floor(given)) {
    Fail(kOp, name, " is ", given, "; it must be a whole number from 0 to ",
         largest);
  }
  return static_cast<Index>(given);
}

RotarySizes CheckSizes(const RotarySpec& spec) {
  const Shape& shape = spec.input.shape;
  const Index heads =
      WholeNumber("numHeads", spec.num_heads, Shape::kMaxElements);
  RotarySizes sizes{};
  sizes.packed = shape.rank() == 3;
  if (sizes.packed) {
    if (heads == 0 || shape[2] % heads != 0) {
      Fail(kOp, "input of shape ", shape,
           " cannot be split into numHeads = ", heads, " heads");
    }
    sizes = {shape[0], heads, shape[1], shape[2] / heads, 0, true};
  } else if (shape.rank() == 4) {
    if (heads != 0 && heads != shape[1]) {
      Fail(kOp, "input of shape ", shape, " does not have numHeads = ", heads,
           " heads");
    }
    sizes = {shape[0], shape[1], shape[2], shape[3], 0, false};
  } else {
    Fail(kOp, "input of shape ", shape,
         " must be batch x heads x length x head size, or batch x length x "
         "hidden");
  }
  const Index turned = WholeNumber("rotaryDim", spec.rotary_dim, sizes.width);
  sizes.turned = turned == 0 ? sizes.width : turned;
  if (sizes.turned % 2 != 0) {
    Fail(kOp, sizes.turned, " numbers of a head of ", sizes.width,
         " are to be turned in pairs; an even rotaryDim is needed");
  }
  return sizes;
}

void CheckTables(const RotarySpec& spec, const RotarySizes& sizes) {
  const Index half = sizes.turned / 2;
  if (spec.position_ids) {
    const Shape wanted{sizes.batch, sizes.length};
    if (spec.position_ids->shape != wanted) {
      Fail(kOp, "positionIds of shape ", spec.position_ids->shape, " must be ",
           wanted);
    }
  }
  const Shape& cos = spec.cos.shape;
  const bool right = spec.position_ids
                         ? cos.rank() == 2 && cos[1] == half
                         : cos == Shape{sizes.batch, sizes.length, half};
  if (!right || spec.sin.shape != cos) {
    Fail(kOp, "cos of shape ", cos, " and sin of shape ", spec.sin.shape,
         " must both be ", spec.position_ids ? "positions" : "batch x length",
         " x ", half, " for input of shape ", spec.input.shape);
  }
}

/// Which row of the tables a token is turned by.
Index TableRow(const RotarySpec& spec, Index token) {
  if (!spec.position_ids) return token;
  const double id = static_cast<double>(
      spec.position_ids->data[static_cast<std::size_t>(token)]);
  if (!(id >= 0 && id < static_cast<double>(spec.cos.shape[0])) ||
      id != std::floor(id)) {
    Fail(kOp, "position ", id, " is no row of cos of shape ", spec.cos.shape);
  }
  return static_cast<Index>(id);
}

}  // namespace

GivenTensor RunRotaryOperator(const RotarySpec& spec) {
  const RotarySizes sizes = CheckSizes(spec);
  CheckTables(spec, sizes);
  const Index half = sizes.turned / 2;
  GivenTensor output = spec.input;
  for (Index b = 0; b < sizes.batch; ++b) {
    for (Index t = 0; t < sizes.length; ++t) {
      const Index row = TableRow(spec, b * sizes.length + t) * half;
      for (Index h = 0; h < sizes.heads; ++h) {
        const Index at = sizes.packed
                             ? (b * sizes.length + t) * sizes.heads + h
                             : (b * sizes.heads + h) * sizes.length + t;
        Rotate<float>(spec.input.data.data() + at * sizes.width, sizes.width,
                      sizes.turned, spec.cos.data.data() + row,
                      spec.sin.data.data() + row, spec.interleaved,
                      output.data.data() + at * sizes.width);
      }
    }
  }
  return output;
}

}  // namespace attention
