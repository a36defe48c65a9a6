#ifndef ATTENTION_TAPE_EXPLANATION_H_
#define ATTENTION_TAPE_EXPLANATION_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "attention/tape/attributes.h"

namespace attention {

/// A number that was read to make a cell: which tensor, which of its cells.
struct Operand {
  std::size_t input = 0;  // position among the step's inputs
  std::string name;
  std::vector<Index> index;
  double value = 0;
};

/// One summand: the positions of its factors among the operands, and its value
/// (their product; for softmax exp(x - max)).
struct Term {
  std::vector<int> factors;
  double value = 0;
};

/// Where one number comes from. Everything but `value` is computed again in
/// double from the step's own declaration, not by its kernel.
struct Explanation {
  /// A whole-matrix softmax reads every score; beyond this many operands the
  /// rest is only counted.
  static constexpr std::size_t kMaxOperands = 4096;

  std::string name;
  std::vector<Index> index;
  double value = 0;  // the cell as it stands on the tape
  std::string op;    // for a given tensor its role, with no operands
  std::string rule;
  Attributes attributes;
  bool edited = false;
  double computed = 0;  // what the op alone gives; differs only where edited
  std::vector<Operand> operands;
  std::size_t omitted = 0;  // operands beyond kMaxOperands
  std::vector<Term> terms;
  std::vector<std::pair<std::string, double>> parts;
  double result = 0;
};

}  // namespace attention

#endif  // ATTENTION_TAPE_EXPLANATION_H_
