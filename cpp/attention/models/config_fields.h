#ifndef ATTENTION_MODELS_CONFIG_FIELDS_H_
#define ATTENTION_MODELS_CONFIG_FIELDS_H_

#include "attention/models/spec.h"

namespace attention {

/// Calls visit(name, field) for everything that a model's config has, by the
/// names that specs and files use: numbers, flags and words, the first two also
/// optional. What belongs to one run alone (training, dropout_seed,
/// diagnostics) is not among them.
template <typename Spec, typename Visit>
void ForEachConfigField(Spec& config, Visit&& visit) {
  visit("d_model", config.d_model);
  visit("d_embedding", config.d_embedding);
  visit("n_heads", config.n_heads);
  visit("d_k", config.d_k);
  visit("d_v", config.d_v);
  visit("length", config.length);
  visit("n_kv_heads", config.n_kv_heads);
  visit("n_layers", config.n_layers);
  visit("n_decoder_layers", config.n_decoder_layers);
  visit("d_ff", config.d_ff);
  visit("max_length", config.max_length);
  visit("n_classes", config.n_classes);
  visit("patch_size", config.patch_size);
  visit("dropout", config.dropout);
  visit("epsilon", config.epsilon);
  visit("temperature", config.temperature);
  visit("ffn_bias", config.ffn_bias);
  visit("bias", config.bias);
  visit("scale", config.scale);
  visit("output", config.output);
  visit("tied_embeddings", config.tied_embeddings);
  visit("embedding_scale", config.embedding_scale);
  visit("positions", config.positions);
  visit("softmax", config.softmax);
  visit("attention", config.attention);
  visit("update_rule", config.update_rule);
  visit("projection", config.projection);
  visit("norm", config.norm);
  visit("norm_order", config.norm_order);
  visit("final_norm", config.final_norm);
  visit("activation", config.activation);
  visit("patch_embedding", config.patch_embedding);
  visit("pooling", config.pooling);
  visit("pool_word", config.pool_word);
}

}  // namespace attention

#endif  // ATTENTION_MODELS_CONFIG_FIELDS_H_
