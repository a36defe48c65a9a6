// The index string of a step, "hqd,hkd->hqk", as an exported tape has it.

#include "attention/core/rule.h"

#include <algorithm>

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace attention;
  fuzz::Answers([&] {
    const Rule rule(fuzz::TextOf(data, size));
    const Rule again(rule.text());
    fuzz::Require(again.output() == rule.output());
    fuzz::Require(std::ranges::equal(again.inputs(), rule.inputs()));
    for (const char letter : rule.created()) {
      fuzz::Require(HasLetter(rule.output(), letter));
    }
    for (const char letter : rule.summed()) {
      fuzz::Require(!HasLetter(rule.output(), letter));
    }
  });
  return 0;
}
