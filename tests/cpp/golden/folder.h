#ifndef TESTS_CPP_GOLDEN_FOLDER_H_
#define TESTS_CPP_GOLDEN_FOLDER_H_

#include <string>

namespace attention::testing {

/// Where tests/golden is in this checkout. Its path is compiled into one file,
/// so that all others are the same for every checkout.
std::string GoldenFolder();

}  // namespace attention::testing

#endif  // TESTS_CPP_GOLDEN_FOLDER_H_
