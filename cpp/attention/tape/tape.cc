#include "attention/tape/tape.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/tape/operands.h"
#include "attention/tape/replay.h"

namespace attention {

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kInput:
      return "input";
    case Role::kParameter:
      return "parameter";
    case Role::kConstant:
      return "constant";
    case Role::kResult:
      return "result";
  }
  return "";
}

template <typename Scalar>
TensorId BasicTape<Scalar>::Allocate(TensorInfo info) {
  if (names_.contains(info.name)) {
    Fail("tape", "there is already a tensor ", info.name);
  }
  const auto used = static_cast<Index>(arena_.size());
  const Index needed = info.shape.elements();
  if (needed > max_numbers_ - used) {
    Fail("tape", info.name, " of shape ", info.shape,
         " does not fit: the trace holds ", used, " numbers and may hold ",
         max_numbers_, "; fewer tokens, heads or sentences will do");
  }
  info.offset = used;
  gradients_.clear();
  arena_.resize(static_cast<std::size_t>(used + needed));
  names_.emplace(info.name, tensors_.size());
  tensors_.push_back(std::move(info));
  return tensors_.size() - 1;
}

template <typename Scalar>
TensorId BasicTape<Scalar>::Give(std::string name, std::string axes,
                                 const Shape& shape, Role role,
                                 std::span<const Scalar> values) {
  if (static_cast<Index>(values.size()) != shape.elements()) {
    Fail(name, values.size(), " numbers do not fill the shape ", shape);
  }
  LetterMap sizes(kUnknownSize);
  BindSizes(name, axes, shape, sizes);
  const TensorId id =
      Allocate({std::move(name), std::move(axes), shape, role, 0});
  std::ranges::copy(values, Write(id).data);
  return id;
}

template <typename Scalar>
TensorId BasicTape<Scalar>::Record(const Op& op, std::string_view name,
                                   std::string_view rule,
                                   const TensorList& inputs,
                                   const AttributeList& attributes,
                                   const NewSizes& sizes) {
  Step step{
      &op, Rule(rule), {inputs.begin(), inputs.end()}, 0, attributes.ToMap()};
  if (step.rule.inputs().size() != step.inputs.size()) {
    Fail(op.name, "\"", rule, "\" is not for ", step.inputs.size(),
         " operands");
  }
  LetterMap bound(kUnknownSize);
  for (const auto& [letter, size] : sizes) bound[letter] = size;
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    BindSizes(op.name, step.rule.input(i), tensors_[step.inputs[i]].shape,
              bound);
  }
  const Role role = step.inputs.empty() ? Role::kConstant : Role::kResult;
  const Shape shape = ShapeOf(op.name, step.rule.output(), bound);
  step.output =
      Allocate({std::string(name), step.rule.output(), shape, role, 0});
  try {
    Execute(step);
  } catch (...) {
    names_.erase(tensors_.back().name);
    arena_.resize(static_cast<std::size_t>(tensors_.back().offset));
    tensors_.pop_back();
    throw;
  }
  steps_.push_back(std::move(step));
  return steps_.back().output;
}

template <typename Scalar>
void BasicTape<Scalar>::Truncate(TensorId first) {
  if (first >= tensors_.size()) return;
  for (TensorId id = first; id < tensors_.size(); ++id) {
    names_.erase(tensors_[id].name);
  }
  arena_.resize(static_cast<std::size_t>(tensors_[first].offset));
  tensors_.resize(first);
  while (!steps_.empty() && steps_.back().output >= first) steps_.pop_back();
  changed_.erase(changed_.lower_bound(first), changed_.end());
  gradients_.clear();
  freshness_.clear();
}

template <typename Scalar>
void BasicTape<Scalar>::Execute(const Step& step) {
  PerOperand<View<const Scalar>> in(step.inputs.size());
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    in[i] = Read(step.inputs[i]);
  }
  KernelsOf<Scalar>(*step.op).run(
      Call<Scalar>{step.rule, step.attributes, in.span(), Write(step.output)});
  ++executions_;
  const auto found = changed_.find(step.output);
  if (found != changed_.end()) {
    found->second.edits.Apply(Write(step.output).data);
  }
}

template <typename Scalar>
void BasicTape<Scalar>::Mark(TensorId id, Freshness freshness) {
  freshness_.resize(tensors_.size(), Freshness::kFresh);
  freshness_[id] = freshness;
}

template <typename Scalar>
void BasicTape<Scalar>::Regive(TensorId id, std::span<const Scalar> values) {
  const TensorInfo& info = tensors_[id];
  if (Producer(id) != nullptr) Fail("tape", info.name, " is computed");
  if (changed_.contains(id)) Fail("tape", info.name, " was changed by hand");
  const View<Scalar> numbers = Write(id);
  if (static_cast<Index>(values.size()) != numbers.size()) {
    Fail(info.name, values.size(), " numbers do not fill the shape ",
         info.shape);
  }
  std::ranges::copy(values, numbers.data);
  gradients_.clear();
  Mark(id, Freshness::kRenewed);
}

template <typename Scalar>
void BasicTape<Scalar>::SetAttribute(const Step& step, std::string_view name,
                                     double value) {
  Step& own = steps_[static_cast<std::size_t>(&step - steps_.data())];
  own.attributes.find(name)->second = value;
  gradients_.clear();
  Mark(own.output, Freshness::kStale);
}

template <typename Scalar>
void BasicTape<Scalar>::Refresh() {
  if (freshness_.empty()) return;
  for (const Step& step : steps_) {
    const bool due = freshness_[step.output] == Freshness::kStale ||
                     std::ranges::any_of(step.inputs, [&](TensorId id) {
                       return freshness_[id] == Freshness::kRenewed;
                     });
    if (!due) continue;
    Execute(step);
    freshness_[step.output] = Freshness::kRenewed;
  }
  freshness_.clear();
}

/// The tensors that the edits are of. Throws Error for the first that does not
/// fit.
template <typename Scalar>
std::vector<TensorId> BasicTape<Scalar>::CheckedTargets(
    std::span<const Edit> edits, const EditName& list) const {
  std::vector<TensorId> targets;
  for (const Edit& edit : edits) {
    EditName name{"edit"};
    if (!list.what.empty()) {
      name = {list.op, list.what + "[" + ToText(targets.size()) + "]"};
    }
    const auto id = Find(edit.tensor);
    if (!id) {
      Fail(name.op, name.what, name.what.empty() ? "" : ": ",
           "there is no tensor \"", edit.tensor, "\"");
    }
    CheckEdit<Scalar>(name, edit, tensors_[*id].shape);
    targets.push_back(*id);
  }
  return targets;
}

template <typename Scalar>
void BasicTape<Scalar>::Apply(std::span<const Edit> edits,
                              const EditName& list) {
  const auto targets = CheckedTargets(edits, list);
  Refresh();
  const std::map<TensorId, Changed> changed_before = changed_;
  std::map<TensorId, std::vector<Scalar>> before;  // should a step refuse
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const TensorId id = targets[i];
    const View<Scalar> cells = Write(id);
    const auto numbers = cells.span();
    before.try_emplace(id, numbers.begin(), numbers.end());
    Mark(id, Freshness::kRenewed);
    const auto [change, is_new] =
        changed_.try_emplace(id, Changed{Edits<Scalar>(cells.shape), {}});
    if (is_new && Producer(id) == nullptr) change->second.given = before[id];
    change->second.edits.Add(edits[i]);
    ApplyEdit(edits[i], cells.shape, cells.data);
  }
  try {
    Refresh();
    if (has_gradients()) Backward(std::string(tensors_[loss_].name));
  } catch (...) {
    changed_ = changed_before;
    freshness_.clear();
    for (const auto& [id, numbers] : before) {
      std::ranges::copy(numbers, Write(id).data);
      Mark(id, Freshness::kRenewed);
    }
    Refresh();
    throw;
  }
}

template <typename Scalar>
TensorId BasicTape<Scalar>::Locate(std::string_view op, std::string_view name,
                                   std::span<const Index> index) const {
  const auto id = Find(name);
  if (!id) Fail(op, "there is no tensor \"", name, "\"");
  const Shape& shape = tensors_[*id].shape;
  if (!shape.Contains(index)) {
    std::string place;
    for (const Index i : index)
      place += (place.empty() ? "" : ", ") + ToText(i);
    Fail(op, name, " of shape ", shape, " has no cell [", place, "]");
  }
  return *id;
}

template <typename Scalar>
Explanation BasicTape<Scalar>::Explain(std::string_view name,
                                       std::span<const Index> index) const {
  const TensorId id = Locate("explain", name, index);
  const TensorInfo& info = tensors_[id];
  const auto offset = static_cast<std::size_t>(info.shape.Offset(index));
  Explanation explanation;
  explanation.name = info.name;
  explanation.index.assign(index.begin(), index.end());
  explanation.value = static_cast<double>(Read(id).span()[offset]);
  const auto change = changed_.find(id);
  explanation.edited =
      change != changed_.end() && change->second.edits.Reach(index);
  if (const Step* step = Producer(id)) {
    explanation.op = step->op->name;
    explanation.rule = step->rule.text();
    explanation.attributes = step->attributes;
    explanation.result = ReplayCell(*this, *step, index, &explanation);
  } else {
    explanation.op = RoleName(info.role);
    explanation.result = explanation.edited
                             ? static_cast<double>(change->second.given[offset])
                             : explanation.value;
  }
  explanation.computed =
      explanation.edited ? explanation.result : explanation.value;
  return explanation;
}

template <typename Scalar>
View<const Scalar> BasicTape<Scalar>::Read(TensorId id) const {
  const TensorInfo& info = tensors_[id];
  return {arena_.data() + info.offset, info.shape};
}

template <typename Scalar>
View<Scalar> BasicTape<Scalar>::Write(TensorId id) {
  const TensorInfo& info = tensors_[id];
  return {arena_.data() + info.offset, info.shape};
}

template <typename Scalar>
std::optional<TensorId> BasicTape<Scalar>::Find(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

template <typename Scalar>
const Step* BasicTape<Scalar>::Producer(TensorId id) const {
  const auto found = std::ranges::find(steps_, id, &Step::output);
  return found == steps_.end() ? nullptr : &*found;
}

template class BasicTape<float>;
template class BasicTape<double>;

}  // namespace attention
