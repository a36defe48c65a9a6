#include "attention/metrics/ngrams.h"

#include <map>

namespace attention {

std::vector<NgramCount> CountNgrams(std::span<const std::string> words,
                                    Index n) {
  const auto length = static_cast<std::size_t>(n);
  std::vector<NgramCount> counted;
  std::map<Words, std::size_t> places;
  for (std::size_t i = 0; i + length <= words.size(); ++i) {
    const auto part = words.subspan(i, length);
    Words ngram(part.begin(), part.end());
    const auto [place, added] = places.try_emplace(ngram, counted.size());
    if (added) counted.push_back({std::move(ngram), 0});
    ++counted[place->second].count;
  }
  return counted;
}

}  // namespace attention
