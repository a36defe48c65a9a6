#ifndef ATTENTION_KERNELS_HEADS_H_
#define ATTENTION_KERNELS_HEADS_H_

#include <algorithm>
#include <array>
#include <string>

#include "attention/core/error.h"
#include "attention/core/loops.h"
#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/kernels/work.h"

namespace attention {

/// The joint axis written out: in "qc->hqd" c = h * |d| + d, so the letters
/// that only the apart side has, in its order, take c's place. Both sides then
/// have the same letters and one strided copy does either direction.
struct JointLetters {
  std::string parts;     // "hd"
  std::string expanded;  // "qhd": the joint side with c replaced
};

inline JointLetters ExpandJoint(std::string_view op, const std::string& joint,
                                const std::string& apart) {
  JointLetters letters;
  for (const char letter : apart) {
    if (!HasLetter(joint, letter)) letters.parts += letter;
  }
  int joints = 0;
  for (const char letter : joint) {
    if (HasLetter(apart, letter)) {
      letters.expanded += letter;
    } else {
      letters.expanded += letters.parts;
      ++joints;
    }
  }
  if (joints != 1 || letters.parts.empty()) {
    Fail(op, "\"", joint, "\" and \"", apart,
         "\" differ in more than one axis");
  }
  return letters;
}

/// Calls copy(place apart, place joint) for every cell of an apart tensor
/// ("hqd") and a joint one ("qc"), along the last letter first.
template <typename Scalar, typename Copy>
void ForEachJointCell(std::string_view op, View<Scalar> apart,
                      const std::string& apart_letters, const Shape& joint,
                      const std::string& joint_letters, Copy&& copy) {
  const JointLetters letters = ExpandJoint(op, joint_letters, apart_letters);
  LetterMap sizes(kUnknownSize);
  BindSizes(op, apart_letters, apart.shape, sizes);
  const Shape expanded = ShapeOf(op, letters.expanded, sizes);
  if (expanded.elements() != joint.elements()) {
    Fail(op, "heads of shape ", apart.shape, " do not make up ", joint);
  }
  const LetterMap strides = StridesOf(letters.expanded, expanded);
  CountCopied(apart.size(), sizeof(Scalar));
  const char inner = apart_letters.back();
  const Index count = sizes[inner];
  const Index step = strides[inner];
  ForEachOffset(
      std::string_view(apart_letters).substr(0, apart_letters.size() - 1),
      sizes,
      std::array<LetterMap, 2>{StridesOf(apart_letters, apart.shape), strides},
      [&](const std::array<Index, 2>& at) {
        for (Index i = 0; i < count; ++i) copy(at[0] + i, at[1] + i * step);
      });
}

/// "qc->hqd": one wide matrix into heads (S07, the spelling of tutorial 000).
template <typename Scalar>
void SplitHeads(const Rule& rule, View<const Scalar> joint, View<Scalar> out) {
  ForEachJointCell("split_heads", out, rule.output(), joint.shape,
                   rule.input(0), [&](Index apart_at, Index joint_at) {
                     out.data[apart_at] = joint.data[joint_at];
                   });
}

/// "hqd->qc": the heads side by side (Vaswani et al. 2017, section 3.2.2).
template <typename Scalar>
void ConcatHeads(const Rule& rule, View<const Scalar> heads, View<Scalar> out) {
  ForEachJointCell("concat", heads, rule.input(0), out.shape, rule.output(),
                   [&](Index apart_at, Index joint_at) {
                     out.data[joint_at] = heads.data[apart_at];
                   });
}

/// Either one's way back is the other's copy, added.
template <typename Scalar>
void SplitHeadsBackward(const Rule& rule, View<const Scalar> out_gradient,
                        View<Scalar> joint_gradient) {
  ForEachJointCell(
      "split_heads", out_gradient, rule.output(), joint_gradient.shape,
      rule.input(0), [&](Index apart_at, Index joint_at) {
        joint_gradient.data[joint_at] += out_gradient.data[apart_at];
      });
}

template <typename Scalar>
void ConcatHeadsBackward(const Rule& rule, View<const Scalar> out_gradient,
                         View<Scalar> heads_gradient) {
  ForEachJointCell("concat", heads_gradient, rule.input(0), out_gradient.shape,
                   rule.output(), [&](Index apart_at, Index joint_at) {
                     heads_gradient.data[apart_at] +=
                         out_gradient.data[joint_at];
                   });
}

/// out = first then second along `axis`: past keys, then new ones.
template <typename Scalar>
void Append(View<const Scalar> first, View<const Scalar> second, Index axis,
            View<Scalar> out) {
  Index inner = 1;
  Index outer = 1;
  for (Index i = 0; i < out.shape.rank(); ++i) {
    if (i < axis) outer *= out.shape[i];
    if (i > axis) inner *= out.shape[i];
  }
  const Index first_block = first.shape[axis] * inner;
  const Index second_block = second.shape[axis] * inner;
  Scalar* to = out.data;
  for (Index o = 0; o < outer; ++o) {
    to = std::copy_n(first.data + o * first_block, first_block, to);
    to = std::copy_n(second.data + o * second_block, second_block, to);
  }
}

/// Each operand gets its own stretch of the gradient. Null data is not wanted.
template <typename Scalar>
void AppendBackward(View<const Scalar> out_gradient, Index first_size,
                    Index axis, View<Scalar> first_gradient,
                    View<Scalar> second_gradient) {
  const Shape& shape = out_gradient.shape;
  Index inner = 1;
  Index outer = 1;
  for (Index i = 0; i < shape.rank(); ++i) {
    if (i < axis) outer *= shape[i];
    if (i > axis) inner *= shape[i];
  }
  const Index first_block = first_size * inner;
  const Index second_block = (shape[axis] - first_size) * inner;
  const auto add = [](const Scalar* from, Index count, Index block,
                      View<Scalar> to) {
    if (to.data == nullptr) return;
    for (Index i = 0; i < count; ++i) to.data[block * count + i] += from[i];
  };
  const Scalar* from = out_gradient.data;
  for (Index o = 0; o < outer; ++o) {
    add(from, first_block, o, first_gradient);
    add(from + first_block, second_block, o, second_gradient);
    from += first_block + second_block;
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_HEADS_H_
