#include "attention/metrics/rouge.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::size_t kMaxWords = 4096;  // the table grows with the square

RougeScore Score(Index overlap, Index candidate, Index reference) {
  RougeScore score{overlap, candidate, reference};
  const auto ratio = [](Index part, Index whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                     : 0.0;
  };
  score.precision = ratio(overlap, candidate);
  score.recall = ratio(overlap, reference);
  score.f1 = ratio(2 * overlap, candidate + reference);
  return score;
}

RougeScore RougeN(const Words& candidate, const Words& reference, Index n) {
  std::map<Words, Index> left;
  Index wanted = 0;
  for (auto& [ngram, count] : CountNgrams(reference, n)) {
    left[ngram] = count;
    wanted += count;
  }
  Index overlap = 0;
  Index had = 0;
  for (const auto& [ngram, count] : CountNgrams(candidate, n)) {
    const auto found = left.find(ngram);
    if (found != left.end()) overlap += std::min(count, found->second);
    had += count;
  }
  return Score(overlap, had, wanted);
}

Words LongestCommonSubsequence(const Words& a, const Words& b) {
  const std::size_t columns = b.size() + 1;
  // lengths[i][j]: of a from word i on and b from word j on.
  std::vector<std::uint16_t> lengths((a.size() + 1) * columns, 0);
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      std::uint16_t& here = lengths[i * columns + j];
      here = std::max(lengths[(i + 1) * columns + j],
                      lengths[i * columns + j + 1]);
      if (a[i] == b[j]) {
        here =
            static_cast<std::uint16_t>(lengths[(i + 1) * columns + j + 1] + 1);
      }
    }
  }
  Words common;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      common.push_back(a[i]);
      ++i;
      ++j;
    } else if (lengths[(i + 1) * columns + j] >= lengths[i * columns + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return common;
}

}  // namespace

RougeResult Rouge(const Words& candidate, const Words& reference) {
  for (const Words* words : {&candidate, &reference}) {
    if (words->size() > kMaxWords) {
      Fail("rouge", words->size(), " words are more than ", kMaxWords);
    }
  }
  RougeResult result;
  result.rouge1 = RougeN(candidate, reference, 1);
  result.rouge2 = RougeN(candidate, reference, 2);
  result.lcs = LongestCommonSubsequence(candidate, reference);
  result.rouge_l = Score(static_cast<Index>(result.lcs.size()),
                         static_cast<Index>(candidate.size()),
                         static_cast<Index>(reference.size()));
  return result;
}

}  // namespace attention
