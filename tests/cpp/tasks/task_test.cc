#include "attention/tasks/task.h"

#include <algorithm>
#include <map>
#include <set>

#include "attention/tasks/generators.h"
#include "attention/text/tokenizer.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;

TaskExamples Make(std::string_view task, Split split = Split::kTrain,
                  double seed = 7, double count = 400) {
  return MakeTask({std::string(task), seed, count, split});
}

std::vector<std::string> KeysOf(const std::string& text) {
  std::vector<std::string> keys;
  for (const Token& token : Tokenize(text)) keys.push_back(token.key);
  return keys;
}

TEST(Tasks, DrawTheSameExamplesFromTheSameSeedAndOthersFromAnother) {
  for (const auto task : TaskNames()) {
    const auto one = Make(task).trainer.examples;
    const auto same = Make(task).trainer.examples;
    const auto other = Make(task, Split::kTrain, 8).trainer.examples;
    int differ = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
      ASSERT_EQ(one[i].source, same[i].source);
      ASSERT_EQ(one[i].target, same[i].target);
      ASSERT_EQ(one[i].label, same[i].label);
      differ += one[i].source != other[i].source ? 1 : 0;
    }
    EXPECT_GT(differ, 200) << task;
  }
}

TEST(Tasks, HoldOutExamplesThatNoTrainingHasWhateverTheSeeds) {
  for (const auto task : TaskNames()) {
    std::set<std::string> seen;
    for (const double seed : {1, 2, 3}) {
      for (const Example& example :
           Make(task, Split::kTrain, seed, 2000).trainer.examples) {
        seen.insert(example.source);
      }
    }
    for (const Example& example :
         Make(task, Split::kHeldOut, 4, 1000).trainer.examples) {
      ASSERT_FALSE(seen.contains(example.source)) << task << example.source;
    }
  }
}

TEST(Tasks, KnowEveryWordThatTheyUse) {
  for (const auto task : TaskNames()) {
    const TaskExamples made = Make(task, Split::kTrain, 5, 3000);
    const RunSpec& run = made.trainer.run;
    const std::set<std::string> words(run.vocabulary.begin(),
                                      run.vocabulary.end());
    const std::set<std::string> answers(run.target_vocabulary.begin(),
                                        run.target_vocabulary.end());
    for (const Example& example : made.trainer.examples) {
      for (const auto& word : KeysOf(example.source)) {
        ASSERT_TRUE(words.contains(word)) << task << " " << word;
      }
      for (const auto& word : KeysOf(example.target)) {
        ASSERT_TRUE(answers.contains(word)) << task << " " << word;
      }
    }
  }
}

TEST(Tasks, AreWhatTheirNamesSay) {
  for (const Example& example : Make("copy").trainer.examples) {
    EXPECT_EQ(example.target, example.source);
  }
  for (const Example& example : Make("reverse").trainer.examples) {
    auto letters = KeysOf(example.source);
    std::ranges::reverse(letters);
    EXPECT_EQ(KeysOf(example.target), letters);
  }
  for (const Example& example : Make("sort").trainer.examples) {
    auto letters = KeysOf(example.source);
    std::ranges::sort(letters);
    EXPECT_EQ(KeysOf(example.target), letters);
  }
  for (const Example& example : Make("previous_token").trainer.examples) {
    const auto letters = KeysOf(example.source);
    for (std::size_t i = 2; i < letters.size(); ++i) {
      EXPECT_EQ((letters[i][0] - letters[i - 2][0] + 26) % 26, 1);
    }
  }
  for (const Example& example : Make("induction").trainer.examples) {
    const auto letters = KeysOf(example.source);
    const auto half = letters.begin() + std::ssize(letters) / 2;
    EXPECT_TRUE(std::equal(letters.begin(), half, half));
  }
}

/// Neither the distance of the nouns nor the side on which "it" stands tells
/// the answer.
TEST(Pronouns, CannotBeDecidedByPositionAlone) {
  std::map<std::pair<Index, bool>, std::pair<int, int>> by_place;
  int seconds = 0;
  const auto made = Make("pronouns", Split::kTrain, 7, 20000);
  for (const Example& example : made.trainer.examples) {
    const NounPlaces places = FindNouns(KeysOf(example.source));
    auto& [first, second] =
        by_place[{places.second - places.first, places.it < places.first}];
    (example.label == 0 ? first : second) += 1;
    seconds += example.label == 1 ? 1 : 0;
  }
  EXPECT_NEAR(seconds, 10000, 500);
  for (const auto& [place, counts] : by_place) {
    const int all = counts.first + counts.second;
    if (all < 1000) continue;
    EXPECT_NEAR(static_cast<double>(counts.first) / all, 0.5, 0.1)
        << place.first << " " << place.second;
  }
}

TEST(Pronouns, HoldOutTheAdjectivesOfSomeNouns) {
  const auto combinations = [](Split split) {
    std::set<std::string> found;
    for (const Example& example :
         Make("pronouns", split, 3, 5000).trainer.examples) {
      const auto words = KeysOf(example.source);
      const NounPlaces places = FindNouns(words);
      const Index noun = example.label == 0 ? places.first : places.second;
      auto at = static_cast<std::size_t>(places.it) + 2;
      while (words[at] == "very" || words[at] == "so" || words[at] == "quite") {
        ++at;
      }
      found.insert(words[static_cast<std::size_t>(noun)] + " " + words[at]);
    }
    return found;
  };
  const auto trained = combinations(Split::kTrain);
  const auto held_out = combinations(Split::kHeldOut);
  EXPECT_GT(held_out.size(), 50u);
  for (const auto& one : held_out) EXPECT_FALSE(trained.contains(one)) << one;
}

TEST(Tasks, RefuseWhatTheyCannotMake) {
  const auto message = [](const TaskOptions& options) {
    return testing::MessageOf([&] { MakeTask(options); });
  };
  EXPECT_THAT(
      message({.task = "chess"}),
      HasSubstr("[task] there is no task \"chess\"; the tasks are copy"));
  EXPECT_THAT(message({.task = "copy", .count = 0}), HasSubstr("count is 0"));
  EXPECT_THAT(message({.task = "copy", .count = 1.5}), HasSubstr("1.5"));
  EXPECT_THAT(message({.task = "copy", .seed = testing::kNan}),
              HasSubstr("seed is nan"));
}

}  // namespace
}  // namespace attention
