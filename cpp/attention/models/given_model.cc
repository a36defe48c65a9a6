#include "attention/models/given_model.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/error.h"
#include "attention/models/sentences.h"

namespace attention {
namespace {

constexpr std::size_t kMaxName = 80;

/// Letters and digits, `_` and `.`, beginning with a letter: what a tensor of a
/// model can be called, and a link can carry.
bool IsPath(std::string_view name) {
  const auto is_letter = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= kMaxName &&
         std::isalpha(static_cast<unsigned char>(name[0])) &&
         name.back() != '.' && std::ranges::all_of(name, is_letter);
}

/// The letters of a matrix by that name.
std::string_view LettersOf(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  for (const std::string_view pairs :
       {"weights", "dropped", "scores", "scaled", "tempered", "masked", "mask",
        "alibi", "mask_bias"}) {
    if (last == pairs) return "qk";
  }
  if (last == "q" || last == "z") return "qd";
  if (last == "k" || last == "v") return "kd";
  return last == "concat" ? "qc" : "tm";
}

std::string AxesOf(const std::string& op, const std::string& name,
                   const Shape& shape) {
  const Index rank = shape.rank();
  if (rank > 4 || shape.elements() == 0) {
    Fail(op, name, " has shape ", shape,
         "; a given tensor has one to four axes and at least one number");
  }
  const std::string letters(LettersOf(name));
  if (rank <= 2) return letters.substr(static_cast<std::size_t>(2 - rank));
  return (rank == 3 ? "h" : "bh") + letters;
}

/// Words are labels of queries and keys: somewhere there must be as many.
void CheckWords(const std::string& op, Index words,
                const std::vector<NamedTensor>& given) {
  std::string shapes;
  for (const auto& [name, tensor] : given) {
    const std::string axes = AxesOf(op, name, tensor.shape);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const bool labelled = HasLetter("qkt", axes[i]);
      if (labelled && tensor.shape[static_cast<Index>(i)] == words) return;
    }
    if (shapes.size() < 200) {
      shapes +=
          (shapes.empty() ? "" : ", ") + name + " " + ToText(tensor.shape);
    }
  }
  Fail(op, "there are ", words, " words, but no tensor has as many queries or ",
       "keys: ", shapes);
}

}  // namespace

template <typename Scalar>
void RunGiven(const RunSpec& spec, BasicTrace<Scalar>& trace,
              Parameters& /*parameters*/) {
  const std::string& op = spec.model;
  if (spec.given.empty()) Fail(op, "inputs must have at least one tensor");
  // Nothing is computed, so there is no decoder that could read them.
  if (!spec.target_texts.empty() || !spec.target_tokens.empty()) {
    Fail(op, "takes no target: the words label queries and keys alike");
  }
  for (const auto& [name, tensor] : spec.given) {
    if (!IsPath(name)) {
      Fail(op, "\"", name, "\" is no tensor's name: at most ", kMaxName,
           " letters, digits, _ and ., a letter first");
    }
    const std::string axes = AxesOf(op, name, tensor.shape);
    if (axes.starts_with("hqk")) {
      trace.config.heads.n_heads = tensor.shape[0];
    }
    const std::vector<Scalar> numbers(tensor.data.begin(), tensor.data.end());
    trace.tape.Give(name, axes, tensor.shape, Role::kInput, numbers);
  }
  if (spec.texts.empty() && spec.tokens.empty()) return;
  Vocabulary vocabulary;
  trace.tokens = ReadSentences(spec, vocabulary).tokens;
  for (auto& tokens : trace.tokens) {
    for (TokenInfo& token : tokens) token.id = -1;
  }
  CheckWords(op, static_cast<Index>(trace.tokens.front().size()), spec.given);
}

template void RunGiven(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunGiven(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
