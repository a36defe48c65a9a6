#include "attention/tape/cell.h"

#include <array>
#include <string>

#include "attention/core/error.h"

namespace attention {

Cell::Cell(std::string_view op, const Rule& rule, const Attributes& attributes,
           std::span<const Numbers> inputs, const Shape& output,
           std::span<const Index> index, Explanation* explanation)
    : op_(op),
      rule_(rule),
      attributes_(attributes),
      inputs_(inputs),
      explanation_(explanation) {
  if (!output.Contains(index) || inputs.size() != rule.inputs().size()) {
    Fail(op, "there is no such cell in a result of shape ", output, " by \"",
         rule.text(), "\"");
  }
  BindSizes(op, rule.output(), output, sizes_);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    BindSizes(op, rule.input(i), inputs[i].shape, sizes_);
  }
  for (std::size_t axis = 0; axis < index.size(); ++axis) {
    at_[rule.output()[axis]] = index[axis];
  }
}

void Cell::ForEach(std::string_view letters, FunctionRef<void()> body) {
  if (letters.empty()) {
    body();
    return;
  }
  const char letter = letters.front();
  const Index before = at_[letter];
  for (Index i = 0; i < sizes_[letter]; ++i) {
    at_[letter] = i;
    ForEach(letters.substr(1), body);
  }
  at_[letter] = before;
}

void Cell::At(char letter, Index position, FunctionRef<void()> body) {
  const Index before = at_[letter];
  at_[letter] = position;
  body();
  at_[letter] = before;
}

Reading Cell::Read(std::size_t input) {
  const Numbers& numbers = inputs_[input];
  const std::string& letters = rule_.input(input);
  std::array<Index, static_cast<std::size_t>(Shape::kMaxRank)> place{};
  for (std::size_t axis = 0; axis < letters.size(); ++axis) {
    place[axis] = at_[letters[axis]];
  }
  const std::span<const Index> index(place.data(), letters.size());
  if (!numbers.shape.Contains(index)) {
    Fail(op_, "\"", rule_.text(), "\" leads outside ", numbers.name,
         " of shape ", numbers.shape);
  }
  const double value = numbers[numbers.shape.Offset(index)];
  if (explanation_ == nullptr) return {value, 0};
  std::vector<Operand>& operands = explanation_->operands;
  if (operands.size() == Explanation::kMaxOperands) {
    ++explanation_->omitted;
    return {value, -1};
  }
  operands.push_back({input, std::string(numbers.name),
                      std::vector<Index>(index.begin(), index.end()), value});
  return {value, static_cast<int>(operands.size()) - 1};
}

void Cell::Term(std::initializer_list<Reading> factors, double value) {
  if (explanation_ == nullptr) return;
  attention::Term term;
  for (const Reading& factor : factors) {
    if (factor.position < 0) return;  // beyond what is listed
    term.factors.push_back(factor.position);
  }
  term.value = value;
  explanation_->terms.push_back(std::move(term));
}

void Cell::Part(std::string_view name, double value) {
  if (explanation_ == nullptr) return;
  explanation_->parts.emplace_back(name, value);
}

}  // namespace attention
