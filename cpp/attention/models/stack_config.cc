#include "attention/models/stack_config.h"

#include "attention/core/error.h"

namespace attention {

void CheckStack(std::string_view op, const Config& config) {
  if (!config.heads.output) {
    Fail(op,
         "output is off, but a layer adds what attention puts out to what it "
         "read; the model \"self_attention\" can do without");
  }
  if (config.diagnostics) {
    Fail(op,
         "diagnostics are of one attention by itself; the models "
         "\"self_attention\" and \"attention\" have them");
  }
}

}  // namespace attention
