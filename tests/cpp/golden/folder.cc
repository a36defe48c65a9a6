#include "golden/folder.h"

namespace attention::testing {

std::string GoldenFolder() { return ATTENTION_GOLDEN_DIR; }

}  // namespace attention::testing
