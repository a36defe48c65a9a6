#include "attention/core/rule.h"

#include <array>
#include <span>

#include "attention/core/error.h"

namespace attention {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string CheckedLetters(std::string_view rule, std::string_view operand) {
  for (std::size_t i = 0; i < operand.size(); ++i) {
    if (!IsLetter(operand[i])) {
      Fail("rule", "'", operand[i], "' in \"", rule, "\" is no letter");
    }
    if (HasLetter(operand.substr(0, i), operand[i])) {
      Fail("rule", "'", operand[i], "' stands twice in \"", operand, "\" of \"",
           rule, "\"");
    }
  }
  return std::string(operand);
}

}  // namespace

bool HasLetter(std::string_view letters, char letter) {
  return letters.find(letter) != std::string_view::npos;
}

Rule::Rule(std::string_view text) : text_(text) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string_view::npos) {
    Fail("rule", "\"", text, "\" has no arrow");
  }
  std::string_view left = text.substr(0, arrow);
  while (arrow > 0) {
    const std::size_t comma = left.find(',');
    inputs_.push_back(CheckedLetters(text, left.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    left.remove_prefix(comma + 1);
  }
  output_ = CheckedLetters(text, text.substr(arrow + 2));
  std::string seen;
  for (const std::string& input : inputs_) {
    for (const char letter : input) {
      if (!HasLetter(output_, letter) && !HasLetter(summed_, letter)) {
        summed_ += letter;
      }
      seen += letter;
    }
  }
  for (const char letter : output_) {
    if (!HasLetter(seen, letter)) created_ += letter;
  }
}

std::string LettersIn(std::string_view letters, std::string_view others) {
  std::string common;
  for (const char letter : letters) {
    if (HasLetter(others, letter)) common += letter;
  }
  return common;
}

std::string LettersNotIn(std::string_view letters, std::string_view others) {
  std::string rest;
  for (const char letter : letters) {
    if (!HasLetter(others, letter)) rest += letter;
  }
  return rest;
}

void BindSizes(std::string_view op, std::string_view letters,
               const Shape& shape, LetterMap& sizes) {
  if (static_cast<Index>(letters.size()) != shape.rank()) {
    Fail(op, "an operand of shape ", shape, " cannot be read as \"", letters,
         "\"");
  }
  for (std::size_t axis = 0; axis < letters.size(); ++axis) {
    Index& size = sizes[letters[axis]];
    const Index given = shape[static_cast<Index>(axis)];
    if (size != kUnknownSize && size != given) {
      Fail(op, "letter ", letters[axis], " is ", given, " in \"", letters,
           "\" of shape ", shape, " but ", size, " elsewhere");
    }
    size = given;
  }
}

LetterMap StridesOf(std::string_view letters, const Shape& shape) {
  LetterMap strides;
  Index stride = 1;
  for (std::size_t axis = letters.size(); axis-- > 0;) {
    strides[letters[axis]] = stride;
    stride *= shape[static_cast<Index>(axis)];
  }
  return strides;
}

Shape ShapeOf(std::string_view op, std::string_view letters,
              const LetterMap& sizes) {
  std::array<Index, Shape::kMaxRank> shape;
  if (letters.size() > shape.size()) {
    Fail(op, "\"", letters, "\" has more than ", Shape::kMaxRank, " axes");
  }
  for (std::size_t axis = 0; axis < letters.size(); ++axis) {
    if (sizes[letters[axis]] == kUnknownSize) {
      Fail(op, "nothing gives the size of letter ", letters[axis]);
    }
    shape[axis] = sizes[letters[axis]];
  }
  return Shape(std::span(shape).first(letters.size()));
}

}  // namespace attention
