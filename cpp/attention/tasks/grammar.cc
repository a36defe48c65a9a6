#include <algorithm>
#include <string>

#include "attention/tasks/draw.h"
#include "attention/tasks/generators.h"

namespace attention {
namespace {

/// A noun, and its French by number; nouns that name a living thing may act.
struct Noun {
  const char* english;
  const char* english_plural;
  const char* french;
  const char* french_plural;
  bool feminine;
  bool acts;
};
constexpr Noun kNouns[] = {
    {"cat", "cats", "chat", "chats", false, true},
    {"dog", "dogs", "chien", "chiens", false, true},
    {"girl", "girls", "fille", "filles", true, true},
    {"boy", "boys", "garçon", "garçons", false, true},
    {"mouse", "mice", "souris", "souris", true, true},
    {"bird", "birds", "moineau", "moineaux", false, true},
    {"cow", "cows", "vache", "vaches", true, true},
    {"woman", "women", "femme", "femmes", true, true},
    {"apple", "apples", "pomme", "pommes", true, false},
    {"book", "books", "livre", "livres", false, false},
    {"house", "houses", "maison", "maisons", true, false},
    {"bread", "breads", "pain", "pains", false, false},
    {"chair", "chairs", "chaise", "chaises", true, false},
    {"garden", "gardens", "jardin", "jardins", false, false},
};

/// An adjective in its four French forms, before or behind the noun.
struct Adjective {
  const char* english;
  const char* forms[4];  // masculine, feminine, and their plurals
  bool before;
};
constexpr Adjective kAdjectives[] = {
    {"small", {"petit", "petite", "petits", "petites"}, true},
    {"big", {"grand", "grande", "grands", "grandes"}, true},
    {"pretty", {"joli", "jolie", "jolis", "jolies"}, true},
    {"good", {"bon", "bonne", "bons", "bonnes"}, true},
    {"green", {"vert", "verte", "verts", "vertes"}, false},
    {"black", {"noir", "noire", "noirs", "noires"}, false},
    {"white", {"blanc", "blanche", "blancs", "blanches"}, false},
    {"red", {"rouge", "rouge", "rouges", "rouges"}, false},
};

/// A verb by number: "sees", "see"; "voit", "voient".
struct Action {
  const char* english[2];
  const char* french[2];
};
constexpr Action kActions[] = {
    {{"sees", "see"}, {"voit", "voient"}},
    {{"likes", "like"}, {"aime", "aiment"}},
    {{"finds", "find"}, {"trouve", "trouvent"}},
    {{"takes", "take"}, {"prend", "prennent"}},
    {{"wants", "want"}, {"veut", "veulent"}},
    {{"draws", "draw"}, {"dessine", "dessinent"}},
};

/// An article, and its French: masculine, feminine, and their plurals. Some
/// stand before one number alone.
struct Article {
  const char* english[2];
  const char* french[4];
};
constexpr Article kArticles[] = {
    {{"the", "the"}, {"le", "la", "les", "les"}},
    {{"a", "some"}, {"un", "une", "des", "des"}},
    {{"this", "these"}, {"ce", "cette", "ces", "ces"}},
    {{"my", "my"}, {"mon", "ma", "mes", "mes"}},
};

struct Phrase {
  std::string english;
  std::string french;
  std::size_t number = 0;  // 1: plural
};

void Say(std::string& text, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += word;
}

Phrase DrawPhrase(Random& random, bool acting) {
  const Noun* noun = &Pick(random, kNouns);
  while (acting && !noun->acts) noun = &Pick(random, kNouns);
  Phrase phrase;
  phrase.number = random.Below(2);
  const std::size_t form = 2 * phrase.number + (noun->feminine ? 1 : 0);
  const Article& article = Pick(random, kArticles);
  Say(phrase.english, article.english[phrase.number]);
  Say(phrase.french, article.french[form]);
  const Adjective& adjective = Pick(random, kAdjectives);
  const bool described = random.Below(2) == 0;
  if (described) Say(phrase.english, adjective.english);
  if (described && adjective.before) Say(phrase.french, adjective.forms[form]);
  Say(phrase.english,
      phrase.number == 1 ? noun->english_plural : noun->english);
  Say(phrase.french, phrase.number == 1 ? noun->french_plural : noun->french);
  if (described && !adjective.before) Say(phrase.french, adjective.forms[form]);
  return phrase;
}

void Take(std::vector<std::string>& words, const char* word) {
  if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
}

}  // namespace

Example DrawGrammar(Random& random, Split split) {
  for (;;) {
    const Phrase subject = DrawPhrase(random, true);
    const Action& action = Pick(random, kActions);
    const Phrase object = DrawPhrase(random, false);
    Example example;
    Say(example.source, subject.english);
    Say(example.source, action.english[subject.number]);
    Say(example.source, object.english);
    Say(example.target, subject.french);
    Say(example.target, action.french[subject.number]);
    Say(example.target, object.french);
    if (InSplit(example.source, split)) return example;
  }
}

void SuitGrammar(TaskExamples& task) {
  TrainerSpec& trainer = task.trainer;
  trainer.run.model = "transformer";
  ConfigSpec& config = trainer.run.config;
  config.d_model = 48;
  config.n_heads = 4;
  config.n_layers = 1;
  config.d_ff = 96;
  config.positions = "sinusoidal";
  trainer.batch_size = 32;
  trainer.schedule.rate = 3e-3;
  trainer.schedule.warmup = 50;
  std::vector<std::string>& english = trainer.run.vocabulary;
  std::vector<std::string>& french = trainer.run.target_vocabulary;
  for (const Article& article : kArticles) {
    for (const char* word : article.english) Take(english, word);
    for (const char* word : article.french) Take(french, word);
  }
  for (const Noun& noun : kNouns) {
    Take(english, noun.english);
    Take(english, noun.english_plural);
    Take(french, noun.french);
    Take(french, noun.french_plural);
  }
  for (const Adjective& adjective : kAdjectives) {
    Take(english, adjective.english);
    for (const char* word : adjective.forms) Take(french, word);
  }
  for (const Action& action : kActions) {
    for (const char* word : action.english) Take(english, word);
    for (const char* word : action.french) Take(french, word);
  }
  task.target = 0.99;
  task.steps = 250;
}

}  // namespace attention
