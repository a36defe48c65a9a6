#ifndef ATTENTION_TAPE_OPS_H_
#define ATTENTION_TAPE_OPS_H_

#include <span>

#include "attention/tape/op.h"

namespace attention::ops {

#define ATTENTION_OP(name) extern const Op k##name;
#include "attention/tape/ops.def"

std::span<const Op* const> All();

}  // namespace attention::ops

#endif  // ATTENTION_TAPE_OPS_H_
