#ifndef TESTS_CPP_TAPE_REPLAYED_H_
#define TESTS_CPP_TAPE_REPLAYED_H_

#include <functional>
#include <utility>
#include <vector>

#include "attention/tape/tape.h"

namespace attention::testing {

/// A tape that the replay test recomputes, and whose ops count as replayed
/// there. Made at file scope beside the tests of a family of ops:
/// `const ReplayedTape kReplayed(&MyTape);`
class ReplayedTape {
 public:
  using Build = std::function<BasicTape<double>()>;
  explicit ReplayedTape(Build build) { All().push_back(std::move(build)); }

  static std::vector<Build>& All() {
    static std::vector<Build> all;
    return all;
  }
};

}  // namespace attention::testing

#endif  // TESTS_CPP_TAPE_REPLAYED_H_
