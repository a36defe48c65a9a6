#include <algorithm>
#include <optional>
#include <string>

#include "attention/core/error.h"
#include "attention/tasks/draw.h"
#include "attention/tasks/generators.h"

namespace attention {
namespace {

constexpr const char* kAnimals[] = {
    "elephant", "monkey",   "horse",  "rabbit", "cat", "dog",
    "bear",     "goat",     "mouse",  "pig",    "cow", "parrot",
    "camel",    "squirrel", "turtle", "giraffe"};
constexpr const char* kFoods[] = {
    "banana", "apple", "carrot", "mango", "cake",   "melon", "pear",   "peach",
    "grape",  "plum",  "corn",   "bread", "cheese", "berry", "orange", "salad"};
constexpr const char* kPlaces[] = {"basket", "box",    "barn",   "nest",
                                   "cave",   "cage",   "stable", "garden",
                                   "shed",   "burrow", "hut",    "pond"};
constexpr const char* kOfAnimals[] = {"hungry",  "greedy",    "tired",
                                      "curious", "impatient", "starving",
                                      "clever",  "lazy"};
constexpr const char* kOfFoods[] = {"ripe",  "sweet", "tasty",     "juicy",
                                    "fresh", "sour",  "delicious", "rotten"};
constexpr const char* kOfPlaces[] = {"empty",  "cosy",  "roomy",     "shady",
                                     "locked", "dusty", "sheltered", "vacant"};

/// An action in the active and the passive voice.
struct Verb {
  const char* past;
  const char* participle;
};
constexpr Verb kOnFoods[] = {{"ate", "eaten"},       {"took", "taken"},
                             {"stole", "stolen"},    {"chose", "chosen"},
                             {"dropped", "dropped"}, {"smelled", "smelled"}};
constexpr Verb kOnPlaces[] = {{"entered", "entered"}, {"chose", "chosen"},
                              {"left", "left"},       {"found", "found"},
                              {"watched", "watched"}, {"guarded", "guarded"}};
constexpr const char* kConnectives[] = {"as", "because", "since", "when",
                                        "while"};
constexpr const char* kOpenings[] = {
    "", "", "yesterday", "today", "this morning", "later that day"};
constexpr const char* kDegrees[] = {"", "", "very", "so", "quite"};
constexpr const char* kSizes[] = {"", "", "", "big", "small", "old", "young"};

/// Adds the words of a phrase, none where it is empty.
void Say(std::string& text, std::string_view phrase) {
  if (phrase.empty()) return;
  if (!text.empty()) text += ' ';
  text += phrase;
}

void SayNoun(std::string& text, Random& random, std::string_view noun) {
  Say(text, "the");
  Say(text, Pick(random, kSizes));
  Say(text, noun);
}

template <std::size_t N>
void Take(std::vector<std::string>& words, const char* const (&list)[N]) {
  for (const char* phrase : list) {
    std::string word;
    for (const char* c = phrase;; ++c) {
      if (*c != ' ' && *c != '\0') {
        word += *c;
        continue;
      }
      if (!word.empty() && std::ranges::find(words, word) == words.end()) {
        words.push_back(word);
      }
      word.clear();
      if (*c == '\0') break;
    }
  }
}

template <std::size_t N>
void Take(std::vector<std::string>& words, const Verb (&verbs)[N]) {
  for (const Verb& verb : verbs) {
    const char* const both[] = {verb.past, verb.participle};
    Take(words, both);
  }
}

template <std::size_t N>
bool Has(const char* const (&list)[N], std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

}  // namespace

Example DrawPronouns(Random& random, Split split) {
  for (;;) {
    const std::string animal = Pick(random, kAnimals);
    const bool eats = random.Below(2) == 0;
    const std::string thing =
        eats ? Pick(random, kFoods) : Pick(random, kPlaces);
    const Verb& verb = eats ? Pick(random, kOnFoods) : Pick(random, kOnPlaces);
    const bool of_animal = random.Below(2) == 0;
    const std::string adjective = of_animal ? Pick(random, kOfAnimals)
                                  : eats    ? Pick(random, kOfFoods)
                                            : Pick(random, kOfPlaces);
    const bool passive = random.Below(2) == 0;
    const bool reason_first = random.Below(4) == 0;

    std::string action;
    SayNoun(action, random, passive ? thing : animal);
    if (passive) Say(action, "was");
    Say(action, passive ? verb.participle : verb.past);
    if (passive) Say(action, "by");
    SayNoun(action, random, passive ? animal : thing);
    std::string reason = Pick(random, kConnectives);
    Say(reason, "it was");
    Say(reason, Pick(random, kDegrees));
    Say(reason, adjective);
    std::string text = Pick(random, kOpenings);
    Say(text, reason_first ? reason : action);
    Say(text, reason_first ? action : reason);

    const std::string& noun = of_animal ? animal : thing;
    if (!InSplit(noun + " " + adjective, split)) continue;
    const bool first = of_animal != passive;
    return {.source = text, .target = "", .label = first ? 0.0 : 1.0};
  }
}

NounPlaces FindNouns(const std::vector<std::string>& words) {
  NounPlaces places{-1, -1, -1};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const auto at = static_cast<Index>(i);
    if (word == "it") places.it = at;
    if (!Has(kAnimals, word) && !Has(kFoods, word) && !Has(kPlaces, word)) {
      continue;
    }
    (places.first < 0 ? places.first : places.second) = at;
  }
  if (places.second < 0 || places.it < 0) {
    Fail("task", "a pronoun sentence has two nouns and \"it\"");
  }
  return places;
}

void SuitPronouns(TaskExamples& task) {
  TrainerSpec& trainer = task.trainer;
  trainer.run.model = "encoder_classifier";
  ConfigSpec& config = trainer.run.config;
  config.d_model = 32;
  config.n_heads = 1;
  config.n_layers = 2;
  config.d_ff = 64;
  config.n_classes = 2;
  config.pooling = "word";
  config.pool_word = "it";
  config.positions = "sinusoidal";
  trainer.batch_size = 32;
  trainer.schedule.rate = 2e-3;
  trainer.schedule.warmup = 100;
  std::vector<std::string>& words = trainer.run.vocabulary;
  words = {"the", "was", "by", "it"};
  Take(words, kAnimals);
  Take(words, kFoods);
  Take(words, kPlaces);
  Take(words, kOfAnimals);
  Take(words, kOfFoods);
  Take(words, kOfPlaces);
  Take(words, kOnFoods);
  Take(words, kOnPlaces);
  Take(words, kConnectives);
  Take(words, kOpenings);
  Take(words, kDegrees);
  Take(words, kSizes);
  task.labels = {"first", "second"};
  task.target = 0.95;
  task.steps = 1500;
}

}  // namespace attention
