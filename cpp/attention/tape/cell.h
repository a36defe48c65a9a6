#ifndef ATTENTION_TAPE_CELL_H_
#define ATTENTION_TAPE_CELL_H_

#include <span>
#include <string_view>
#include <vector>

#include "attention/core/function_ref.h"
#include "attention/core/rule.h"
#include "attention/core/shape.h"
#include "attention/tape/attributes.h"
#include "attention/tape/explanation.h"

namespace attention {

/// The numbers of one operand, whichever scalar the tape has.
struct Numbers {
  std::string_view name;
  Shape shape;
  const float* floats = nullptr;
  const double* doubles = nullptr;

  double operator[](Index offset) const {
    return floats != nullptr ? static_cast<double>(floats[offset])
                             : doubles[offset];
  }
};

/// A number that was read, and its position among the explanation's operands.
struct Reading {
  double value;
  int position;
};

/// One cell of a step's result while it is computed again: the letters stand
/// where the cell is, `ForEach` moves those that are summed over, `Read` takes
/// an operand where its letters stand. Notes what it reads in an Explanation
/// when given one.
class Cell {
 public:
  /// Throws Error when the index is no cell of the output.
  Cell(std::string_view op, const Rule& rule, const Attributes& attributes,
       std::span<const Numbers> inputs, const Shape& output,
       std::span<const Index> index, Explanation* explanation);

  const Rule& rule() const { return rule_; }
  const Attributes& attributes() const { return attributes_; }
  std::size_t inputs() const { return inputs_.size(); }
  /// Where a letter stands.
  Index at(char letter) const { return at_[letter]; }
  Index size(char letter) const { return sizes_[letter]; }

  /// Throws Error when a letter stands outside the operand.
  Reading Read(std::size_t input);

  /// Calls body() for every combination of the letters; puts them back after.
  void ForEach(std::string_view letters, FunctionRef<void()> body);
  /// Calls body() with one letter moved to `position`.
  void At(char letter, Index position, FunctionRef<void()> body);

  void Term(std::initializer_list<Reading> factors, double value);
  void Part(std::string_view name, double value);
  void Part(std::string_view name, Index value) {
    Part(name, static_cast<double>(value));
  }

 private:
  std::string_view op_;
  const Rule& rule_;
  const Attributes& attributes_;
  std::span<const Numbers> inputs_;
  LetterMap sizes_{kUnknownSize};
  LetterMap at_;
  Explanation* explanation_;
};

}  // namespace attention

#endif  // ATTENTION_TAPE_CELL_H_
