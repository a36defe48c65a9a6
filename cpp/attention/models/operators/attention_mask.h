#ifndef ATTENTION_MODELS_OPERATORS_ATTENTION_MASK_H_
#define ATTENTION_MODELS_OPERATORS_ATTENTION_MASK_H_

#include <optional>

#include "attention/models/operators/attention_shapes.h"
#include "attention/tape/tape.h"

namespace attention {

/// What the masks of an attention operator come to on a tape.
struct AttentionMasks {
  std::optional<TensorId> allowed;  // 1 and 0
  std::optional<TensorId> bias;     // to be added
};

/// Records the given mask, the causal one and the padding of
/// nonpad_kv_seqlen, by letters of "bgrqk" and broadcast along those they lack.
/// Throws Error("[attention] ...") when a mask cannot be broadcast.
AttentionMasks RecordAttentionMasks(Tape& tape,
                                    const AttentionOperatorSpec& spec,
                                    const AttentionSizes& sizes);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_ATTENTION_MASK_H_
