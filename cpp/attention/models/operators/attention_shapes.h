#ifndef ATTENTION_MODELS_OPERATORS_ATTENTION_SHAPES_H_
#define ATTENTION_MODELS_OPERATORS_ATTENTION_SHAPES_H_

#include "attention/models/operators/attention_operator.h"

namespace attention {

/// The sizes in an attention operator's inputs, all agreeing.
struct AttentionSizes {
  bool packed = false;  // batch x length x (heads * head size)
  Index batch = 0;
  Index groups = 0;     // kv heads
  Index per_group = 0;  // query heads that share one
  Index queries = 0;
  Index new_keys = 0;
  Index past_keys = 0;
  Index d_k = 0;
  Index d_v = 0;

  Index heads() const { return groups * per_group; }
  Index keys() const { return past_keys + new_keys; }
};

/// Throws Error("[attention] ...") naming the inputs that disagree.
AttentionSizes CheckAttentionSizes(const AttentionOperatorSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_ATTENTION_SHAPES_H_
