// The tape's way back: which tensors can have a gradient, and the walk.

#include <algorithm>
#include <cstring>

#include "attention/core/error.h"
#include "attention/tape/operands.h"
#include "attention/tape/tape.h"

namespace attention {

template <typename Scalar>
View<Scalar> BasicTape<Scalar>::GradientOf(TensorId id) {
  const TensorInfo& info = tensors_[id];
  return {gradients_.data() + info.offset, info.shape};
}

/// The tensors that the loss depends on through steps that pass gradients on.
template <typename Scalar>
void BasicTape<Scalar>::FindDifferentiable(TensorId loss) {
  differentiable_.assign(tensors_.size(), false);
  differentiable_[loss] = true;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (!differentiable_[step->output] || !step->op->differentiable()) continue;
    for (const TensorId id : step->inputs) differentiable_[id] = true;
  }
}

template <typename Scalar>
void BasicTape<Scalar>::PassBack(
    const Step& step, std::span<const View<Scalar>> in_gradients) const {
  PerOperand<View<const Scalar>> in(step.inputs.size());
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    in[i] = Read(step.inputs[i]);
  }
  const TensorInfo& made = tensors_[step.output];
  View<const Scalar> out_gradient{gradients_.data() + made.offset, made.shape};
  View<const Scalar> out = Read(step.output);
  std::vector<Scalar> passed;    // what reaches the op through edits by hand
  std::vector<Scalar> computed;  // and what it made, for ops that look at that
  const auto change = changed_.find(step.output);
  if (change != changed_.end()) {
    passed.assign(out_gradient.span().begin(), out_gradient.span().end());
    change->second.edits.Reverse(passed.data());
    out_gradient.data = passed.data();
    computed.resize(passed.size());
    const View<Scalar> again{computed.data(), out.shape};
    KernelsOf<Scalar>(*step.op).run(
        Call<Scalar>{step.rule, step.attributes, in.span(), again});
    out = again;
  }
  KernelsOf<Scalar>(*step.op).backward(BackwardCall<Scalar>{
      step.rule, step.attributes, in.span(), out, out_gradient, in_gradients});
}

template <typename Scalar>
void BasicTape<Scalar>::Backward(std::string_view loss) {
  const auto id = Find(loss);
  if (!id) Fail("gradient", "there is no tensor \"", loss, "\"");
  if (tensors_[*id].shape.elements() != 1) {
    Fail("gradient", loss, " of shape ", tensors_[*id].shape,
         " is no loss: a loss is one number");
  }
  FindDifferentiable(*id);
  loss_ = *id;
  gradients_.resize(arena_.size());
  // All bits zero: one instruction in the browser's module, unlike a fill.
  std::memset(gradients_.data(), 0, gradients_.size() * sizeof(Scalar));
  GradientOf(*id).data[0] = 1;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (!differentiable_[step->output] || !step->op->differentiable()) continue;
    PerOperand<View<Scalar>> in_gradients(step->inputs.size());
    for (std::size_t i = 0; i < step->inputs.size(); ++i) {
      const TensorId input = step->inputs[i];
      if (differentiable_[input]) in_gradients[i] = GradientOf(input);
    }
    PassBack(*step, in_gradients.span());
  }
}

template <typename Scalar>
View<const Scalar> BasicTape<Scalar>::Gradient(std::string_view name) const {
  const auto id = Find(name);
  if (!id) Fail("gradient", "there is no tensor \"", name, "\"");
  if (gradients_.empty()) {
    Fail("gradient", "of ", name, ": no loss was asked for");
  }
  const TensorInfo& info = tensors_[*id];
  return {gradients_.data() + info.offset, info.shape};
}

// The class is instantiated in tape.cc, where these bodies are not known.
template View<float> BasicTape<float>::GradientOf(TensorId);
template View<double> BasicTape<double>::GradientOf(TensorId);
template void BasicTape<float>::FindDifferentiable(TensorId);
template void BasicTape<double>::FindDifferentiable(TensorId);
template void BasicTape<float>::PassBack(const Step&,
                                         std::span<const View<float>>) const;
template void BasicTape<double>::PassBack(const Step&,
                                          std::span<const View<double>>) const;
template void BasicTape<float>::Backward(std::string_view);
template void BasicTape<double>::Backward(std::string_view);
template View<const float> BasicTape<float>::Gradient(std::string_view) const;
template View<const double> BasicTape<double>::Gradient(std::string_view) const;

}  // namespace attention
