// Written by tests/golden/metrics.py with scikit-learn and NLTK.
#ifndef TESTS_CPP_GOLDEN_METRICS_H_
#define TESTS_CPP_GOLDEN_METRICS_H_

#include <string>
#include <utility>
#include <vector>

#include "attention/metrics/classification.h"

namespace attention::golden {

/// Labels are joined by spaces.
struct Report {
  std::string truth;
  std::string predicted;
  std::string labels;
  std::vector<ClassScores> per_class;
  ClassScores macro;
  ClassScores weighted;
  double accuracy;
  std::vector<Index> confusion;
};
inline const std::vector<Report> kReports = {
    {"neg pos pos neg pos",
     "pos pos neg neg pos",
     "neg pos",
     {{0.5, 0.5, 0.5, 2},
      {0.6666666666666666, 0.6666666666666666, 0.6666666666666666, 3}},
     {0.5833333333333333, 0.5833333333333333, 0.5833333333333333, 5},
     {0.6, 0.6, 0.6, 5},
     0.6,
     {1, 1, 1, 2}},
    {"a a a",
     "b b b",
     "a b",
     {{0.0, 0.0, 0.0, 3}, {0.0, 0.0, 0.0, 0}},
     {0.0, 0.0, 0.0, 3},
     {0.0, 0.0, 0.0, 3},
     0.0,
     {0, 3, 0, 0}},
    {"only",
     "only",
     "only",
     {{1.0, 1.0, 1.0, 1}},
     {1.0, 1.0, 1.0, 1},
     {1.0, 1.0, 1.0, 1},
     1.0,
     {1}},
    {"10 9 9 2",
     "9 9 2 2",
     "2 9 10",
     {{0.5, 1.0, 0.6666666666666666, 1},
      {0.5, 0.5, 0.5, 2},
      {0.0, 0.0, 0.0, 1}},
     {0.3333333333333333, 0.5, 0.38888888888888884, 4},
     {0.375, 0.5, 0.41666666666666663, 4},
     0.5,
     {1, 0, 0, 1, 1, 0, 0, 1, 0}},
    {"0 1 0 1 0 0 1 1 0 0 0 1 1 1 1 0 0 1 1 1 1 0 1 1 0 0 0 0 0 0 0 0 1 1 1 1 "
     "0 0 0 1 0 0 0 0 0 1 1 0 1 1",
     "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 "
     "0 0 0 0 0 0 0 0 0 0 0 0 0 0",
     "0 1",
     {{0.54, 1.0, 0.7012987012987013, 27}, {0.0, 0.0, 0.0, 23}},
     {0.27, 0.5, 0.35064935064935066, 50},
     {0.2916, 0.54, 0.3787012987012987, 50},
     0.54,
     {27, 0, 23, 0}},
    {"3 0 1 1 1 1 0 2 1 3 1 0 3 3 0 1 1 2 3 0 2 1 2 2 1 0 0 2 0 3 2 2 3 3 0 0 "
     "3 1 0 0 2 0 1 2 2 0 0 0 1 1 3 0 2 2 3 0 1 3 3 3 2 0 3 0 3 2 1 1 2 3 2 3 "
     "1 0 2 1 0 2 0 0 3 1 1 2 0 1 2 2 1 0 1 3 3 1 3 3 2 2 0 3 2 2 1 3 1 3 1 2 "
     "2 1 0 2 0 1 2 3 1 2 3 1 1 1 2 0 0 1 2 2 1 2 0 1 2 2 0 1 2 0 3 0 0 3 3 3 "
     "0 1 2 3 1 3 3 3 1 1 1 1 2 0 1 3 3 3 0 2 0 1 1 2 1 2 3 3 0 2 1 1 2 2 1 0 "
     "2 3 1 2 1 0 1 0 0 2 3 0 1 3 3 3 0 1 1 0",
     "1 2 2 2 2 2 1 0 0 1 0 0 0 2 2 2 2 1 1 1 0 2 2 0 2 0 1 0 2 0 1 0 1 1 1 1 "
     "2 1 2 2 0 2 1 0 0 2 2 0 0 0 2 0 2 1 1 0 0 2 0 1 2 2 1 0 1 1 2 2 2 1 1 0 "
     "1 0 0 2 2 0 2 0 1 0 2 0 0 0 1 0 0 0 0 1 2 2 2 1 2 1 2 1 2 2 2 0 1 0 0 0 "
     "2 2 2 1 0 0 0 2 1 0 0 1 0 0 2 1 1 0 0 0 0 0 2 0 2 1 1 1 2 0 1 2 0 1 0 1 "
     "1 2 1 1 1 0 0 0 0 0 2 1 1 1 1 2 1 0 2 1 2 0 0 1 0 1 2 0 2 2 2 0 2 0 1 2 "
     "0 1 1 0 1 2 0 2 0 2 0 2 2 2 0 2 0 1 0 1",
     "0 1 2 3",
     {{0.2, 0.3125, 0.24390243902439027, 48},
      {0.23728813559322035, 0.24561403508771928, 0.24137931034482757, 57},
      {0.21212121212121213, 0.2857142857142857, 0.24347826086956523, 49},
      {0.0, 0.0, 0.0, 46}},
     {0.16235233692860812, 0.21095708020050125, 0.18219000255969578, 200},
     {0.16759681561376474, 0.215, 0.18698186272717301, 200},
     0.215,
     {15, 11, 22, 0, 24, 14, 19, 0, 21, 14, 14, 0, 15, 20, 11, 0}},
    {"5 8 1 11 8 1 11 1 3 4 9 7 7 7 0 0 10 7 1 2 2 9 8 9 3 8 9 9 9 3 3 3 4 0 2 "
     "5 9 11 11 9 7 11 5 7 7 0 4 9 1 5 11 3 4 2 9 9 11 9 11 8",
     "2 0 3 4 2 8 0 8 0 10 1 3 1 7 7 8 4 3 0 6 3 4 5 4 3 5 7 6 10 1 3 3 3 7 7 "
     "10 5 2 7 10 8 6 1 0 2 7 3 9 9 8 0 7 4 0 1 8 7 0 3 1",
     "0 1 2 3 4 5 6 7 8 9 10 11",
     {{0.0, 0.0, 0.0, 4},
      {0.0, 0.0, 0.0, 5},
      {0.0, 0.0, 0.0, 4},
      {0.3, 0.5, 0.37499999999999994, 6},
      {0.2, 0.25, 0.22222222222222224, 4},
      {0.0, 0.0, 0.0, 4},
      {0.0, 0.0, 0.0, 0},
      {0.1111111111111111, 0.14285714285714285, 0.125, 7},
      {0.0, 0.0, 0.0, 5},
      {0.5, 0.08333333333333333, 0.14285714285714285, 12},
      {0.0, 0.0, 0.0, 1},
      {0.0, 0.0, 0.0, 8}},
     {0.0925925925925926, 0.08134920634920635, 0.07208994708994708, 60},
     {0.15629629629629627, 0.1, 0.09546957671957672, 60},
     0.1,
     {0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1, 0, 0,
      1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0,
      0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 0, 0, 0, 1, 1, 0, 0, 0,
      1, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 2, 1, 1, 1, 1, 1, 2, 0,
      0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 1, 0, 1, 2, 0, 0, 0, 0}},
};

/// A corpus: candidates, each with its references, as words joined by spaces.
/// Scores: four smoothings (none, add_epsilon, add_k, exponential) times max_n
/// 1, 2, 4.
struct Bleu {
  std::vector<std::pair<std::string, std::vector<std::string>>> corpus;
  std::vector<double> scores;
};
inline const std::vector<Bleu> kBleus = {
    {{{"the the the the the the the",
       {"the cat is on the mat", "there is a cat on the mat"}}},
     {0.2857142857142857, 7.973301625706314e-155, 1.331960397810445e-231,
      0.2857142857142857, 0.06900655593423542, 0.039281465090051315,
      0.2857142857142857, 0.20203050891044214, 0.19205612637498934,
      0.2857142857142857, 0.1543033499620919, 0.07809849842300641}},
    {{{"it is a guide to action which ensures that the military always obeys "
       "the commands of the party",
       {"it is a guide to action that ensures that the military will forever "
        "heed party commands",
        "it is the guiding principle which guarantees the military forces "
        "always being under the command of the party",
        "it is the practical guide for the army always to heed the directions "
        "of the party"}}},
     {0.9444444444444444, 0.7453559924999299, 0.5045666840058485,
      0.9444444444444444, 0.7453559924999299, 0.5045666840058485,
      0.9444444444444444, 0.759710796176519, 0.539755306744061,
      0.9444444444444444, 0.7453559924999299, 0.5045666840058485}},
    {{{"bonjour le monde", {"bonjour le monde"}}},
     {1.0, 1.0, 1.2213386697554703e-77, 1.0, 1.0, 0.5623413251903491, 1.0, 1.0,
      0.8408964152537145, 1.0, 1.0, 0.8408964152537145}},
    {{{"comment allez vous", {"comment allez vous aujourd hui", "comment va"}}},
     {1.0, 1.0, 1.2213386697554703e-77, 1.0, 1.0, 0.5623413251903491, 1.0, 1.0,
      0.8408964152537145, 1.0, 1.0, 0.8408964152537145}},
    {{{"chat", {"chien"}}},
     {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}},
    {{{"a b c d e", {"a b x d e", "a b c"}}},
     {1.0, 0.8660254037844387, 8.636168555094496e-78, 1.0, 0.8660254037844387,
      0.33437015248821106, 1.0, 0.8944271909999159, 0.6042750794713536, 1.0,
      0.8660254037844387, 0.5}},
    {{{"mat the cat the cat on a the a",
       {"sat cat sat mat mat a sat sat",
        "cat mat cat on the sat mat a a mat the"}},
      {"a cat mat on sat", {"on sat mat sat the"}},
      {"the a on", {"on cat sat cat the mat cat"}}},
     {0.640994389499941, 0.33931544026082633, 7.955251708411744e-155,
      0.640994389499941, 0.33931544026082633, 0.05346541118069146,
      0.640994389499941, 0.3785222203360593, 0.17018852588876457,
      0.640994389499941, 0.33931544026082633, 0.10053109532962208}},
    {{{"the cat mat cat the a the cat the sat cat the",
       {"on cat cat mat on the on sat a cat the sat",
        "on the on on on on a the mat mat cat a",
        "mat mat mat a a mat cat sat the a the cat",
        "the a the sat cat mat on sat the cat cat sat"}},
      {"sat on mat a sat the sat the cat mat a on",
       {"a a cat sat the mat mat cat on a the cat",
        "the on on on a a on cat cat the a cat",
        "on on mat a a a a mat a the a on",
        "cat the on sat the the a sat cat cat the the"}},
      {"cat cat the the mat cat sat on on a a sat",
       {"cat on cat cat the cat the a sat on on sat",
        "mat the sat sat on the the mat on cat the mat",
        "a on a cat cat sat a mat mat mat on a",
        "cat mat mat mat cat sat the mat a a cat mat"}},
      {"sat mat sat mat a sat the mat a cat on on",
       {"the a the the mat mat mat on a mat a a",
        "sat a mat cat on the mat a on sat a cat",
        "mat a on mat the on the a mat the a a",
        "cat on on cat mat sat cat a a mat mat sat"}},
      {"mat sat sat a mat cat on sat sat mat sat cat",
       {"cat sat the the sat on cat sat on cat a mat",
        "a sat mat a sat cat a sat sat on mat a",
        "mat the cat sat the sat cat on the mat mat mat",
        "sat on cat on the the the a sat sat cat the"}},
      {"a cat sat mat mat the mat sat mat the sat on",
       {"mat on the mat mat the cat mat the a cat mat",
        "mat cat mat mat the on sat mat the cat the cat",
        "the the sat sat cat a the sat a a a on",
        "the cat the the cat mat the on mat mat on the"}}},
     {0.9166666666666666, 0.7817359599705715, 0.22252542057965338,
      0.9166666666666666, 0.7817359599705715, 0.22252542057965338,
      0.9166666666666666, 0.7846474633815143, 0.2677340849294759,
      0.9166666666666666, 0.7817359599705715, 0.22252542057965338}},
};

}  // namespace attention::golden

#endif  // TESTS_CPP_GOLDEN_METRICS_H_
