#include <algorithm>
#include <string>

#include "attention/tasks/draw.h"
#include "attention/tasks/generators.h"

namespace attention {
namespace {

constexpr std::size_t kLetters = 12;   // a to l
constexpr std::size_t kAlphabet = 26;  // of the walks

std::string Letter(std::size_t i) {
  return std::string(1, static_cast<char>('a' + i));
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> Alphabet(std::size_t count) {
  std::vector<std::string> letters;
  for (std::size_t i = 0; i < count; ++i) letters.push_back(Letter(i));
  return letters;
}

/// From `shortest` to `longest` letters, of the first kLetters, that belong to
/// the split.
std::vector<std::string> DrawLetters(Random& random, Split split,
                                     std::size_t shortest,
                                     std::size_t longest) {
  for (;;) {
    std::vector<std::string> letters(shortest +
                                     random.Below(longest - shortest + 1));
    for (std::string& letter : letters) letter = Letter(random.Below(kLetters));
    if (InSplit(Joined(letters), split)) return letters;
  }
}

std::vector<std::string> Source(Random& random, Split split) {
  return DrawLetters(random, split, 3, 8);
}

Example Pair(const std::vector<std::string>& from,
             const std::vector<std::string>& to) {
  return {.source = Joined(from), .target = Joined(to)};
}

void SuitDecoder(TaskExamples& task) {
  ConfigSpec& config = task.trainer.run.config;
  task.trainer.run.model = "decoder_only";
  config.d_model = 32;
  config.d_ff = 64;
  config.max_length = 32;
  task.trainer.batch_size = 32;
  task.trainer.schedule.rate = 3e-3;
  task.trainer.schedule.warmup = 50;
}

}  // namespace

Example DrawCopy(Random& random, Split split) {
  const auto letters = Source(random, split);
  return Pair(letters, letters);
}

Example DrawReverse(Random& random, Split split) {
  const auto letters = Source(random, split);
  return Pair(letters, {letters.rbegin(), letters.rend()});
}

Example DrawSort(Random& random, Split split) {
  const auto letters = Source(random, split);
  auto sorted = letters;
  std::ranges::sort(sorted);
  return Pair(letters, sorted);
}

void SuitLetters(TaskExamples& task) {
  TrainerSpec& trainer = task.trainer;
  trainer.run.model = "transformer";
  trainer.run.config.d_model = 32;
  trainer.run.config.n_heads = 2;
  trainer.run.config.n_layers = 1;
  trainer.run.config.d_ff = 64;
  trainer.run.config.positions = "learned";
  trainer.run.config.max_length = 16;
  trainer.run.vocabulary = Alphabet(kLetters);
  trainer.run.target_vocabulary = Alphabet(kLetters);
  trainer.batch_size = 32;
  trainer.schedule.rate = 3e-3;
  trainer.schedule.warmup = 50;
  task.target = 0.98;
  task.steps = 500;
}

Example DrawPreviousToken(Random& random, Split split) {
  for (;;) {
    std::size_t walks[] = {random.Below(kAlphabet), random.Below(kAlphabet)};
    if (!InSplit(Letter(walks[0]) + Letter(walks[1]), split)) continue;
    std::vector<std::string> letters;
    for (std::size_t i = 0; i < 16; ++i) {
      std::size_t& walk = walks[i % 2];
      letters.push_back(Letter(walk));
      walk = (walk + 1) % kAlphabet;
    }
    return {.source = Joined(letters)};
  }
}

void SuitPreviousToken(TaskExamples& task) {
  SuitDecoder(task);
  task.trainer.run.config.n_heads = 1;
  task.trainer.run.vocabulary = Alphabet(kAlphabet);
  // Of 17 labels the first two are any letters.
  task.target = 0.87;
  task.steps = 250;
}

Example DrawInduction(Random& random, Split split) {
  auto letters = DrawLetters(random, split, 5, 9);
  const std::size_t half = letters.size();
  letters.reserve(2 * half);
  for (std::size_t i = 0; i < half; ++i) letters.push_back(letters[i]);
  return {.source = Joined(letters)};
}

void SuitInduction(TaskExamples& task) {
  SuitDecoder(task);
  task.trainer.run.config.n_layers = 2;
  task.trainer.run.config.n_heads = 2;
  task.trainer.run.config.positions = "rotary";
  task.trainer.run.vocabulary = Alphabet(kLetters);
  task.target = 0.48;
  task.steps = 500;
}

}  // namespace attention
