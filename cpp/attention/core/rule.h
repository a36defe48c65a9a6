#ifndef ATTENTION_CORE_RULE_H_
#define ATTENTION_CORE_RULE_H_

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// One number for each letter: its size, its stride, or where it stands.
class LetterMap {
 public:
  explicit LetterMap(Index fill = 0) { values_.fill(fill); }
  Index& operator[](char letter) { return values_[Slot(letter)]; }
  Index operator[](char letter) const { return values_[Slot(letter)]; }

 private:
  static std::size_t Slot(char letter) {
    return static_cast<unsigned char>(letter) % 64u;
  }
  // 'A'..'Z' are 1..26 and 'a'..'z' 33..58 modulo 64.
  std::array<Index, 64> values_{};
};

/// A step's index string: which letters run along the axes of each operand and
/// of the result, "hqd,hkd->hqk". A letter that the result lacks is summed
/// over. Letters in use: b sentence, h head, g group of heads, r head within a
/// group, q query, k key, d one of d_k or d_v, m one of d_model, c one of
/// n_heads * d, t token, v word of the vocabulary.
class Rule {
 public:
  Rule() = default;
  /// "->tm" has no operand, "v,->n" one of many numbers and one of a single
  /// number. Throws Error: no arrow, a character that is no letter, or a letter
  /// twice in one operand.
  explicit Rule(std::string_view text);

  const std::string& text() const { return text_; }
  std::span<const std::string> inputs() const { return inputs_; }
  const std::string& input(std::size_t i) const { return inputs_[i]; }
  const std::string& output() const { return output_; }
  /// Letters of the inputs that the output lacks, in order of appearance.
  const std::string& summed() const { return summed_; }
  /// Letters of the output that no input has, in order of appearance.
  const std::string& created() const { return created_; }

 private:
  std::string text_;
  std::vector<std::string> inputs_;
  std::string output_;
  std::string summed_;
  std::string created_;
};

bool HasLetter(std::string_view letters, char letter);

/// The letters that `others` has too, or lacks, in their order.
std::string LettersIn(std::string_view letters, std::string_view others);
std::string LettersNotIn(std::string_view letters, std::string_view others);

/// The size of a letter that nothing has fixed yet.
inline constexpr Index kUnknownSize = -1;

/// Writes the sizes of an operand's axes under its letters. Throws Error naming
/// the op when the rank differs or a letter already has another size.
void BindSizes(std::string_view op, std::string_view letters,
               const Shape& shape, LetterMap& sizes);

/// Row-major strides of an operand by letter; 0 for letters it lacks, which is
/// what broadcasting means.
LetterMap StridesOf(std::string_view letters, const Shape& shape);

/// The shape with these letters. Throws Error for a letter of unknown size.
Shape ShapeOf(std::string_view op, std::string_view letters,
              const LetterMap& sizes);

}  // namespace attention

#endif  // ATTENTION_CORE_RULE_H_
