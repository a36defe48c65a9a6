#ifndef TESTS_CPP_MODELS_STACK_SPECS_H_
#define TESTS_CPP_MODELS_STACK_SPECS_H_

#include <string>
#include <vector>

#include "support.h"

namespace attention::testing {

inline constexpr const char* kPositionKinds[] = {"sinusoidal", "learned",
                                                 "rotary", "alibi", "none"};

inline std::vector<std::string> NamesOf(const Trace& trace) {
  std::vector<std::string> names;
  for (const TensorInfo& info : trace.tape.tensors()) {
    names.push_back(info.name);
  }
  return names;
}

inline Shape ShapeOf(const Trace& trace, const char* name) {
  const auto id = trace.tape.Find(name);
  EXPECT_TRUE(id.has_value()) << name;
  return id ? trace.tape.tensor(*id).shape : Shape{};
}

/// A small model of layers.
inline RunSpec Stack(const std::string& model) {
  RunSpec spec = Sentence("the cat sat on the mat");
  spec.model = model;
  spec.config.n_layers = 2;
  spec.config.d_ff = 12;
  if (model == "transformer") spec.target_texts = {"le chat est la"};
  return spec;
}

/// Specs that together use every switch that a model of layers has.
inline std::vector<RunSpec> StackSpecs() {
  std::vector<RunSpec> specs;
  const char* const norms[] = {"layer", "layer_std", "rms"};
  const char* const activations[] = {"relu", "gelu", "gelu_tanh", "swiglu"};
  for (const char* model : {"encoder", "decoder_only", "transformer",
                            "classifier", "encoder_classifier"}) {
    for (const char* positions : kPositionKinds) {
      for (const char* order : {"post", "pre"}) {
        RunSpec spec = Stack(model);
        const std::size_t i = specs.size();
        spec.config.positions = positions;
        spec.config.norm_order = order;
        if (i % 3 == 2) spec.config.final_norm = i % 2 == 0;
        spec.config.norm = norms[i % 3];
        spec.config.activation = activations[i % 4];
        spec.config.ffn_bias = i % 2 == 0;
        spec.config.bias = i % 4 < 2;
        spec.config.projection = i % 3 == 0 ? "joint" : "per_head";
        spec.config.n_heads = 4;
        spec.config.pooling = i % 4 == 1 ? "first" : "mean";
        spec.config.n_kv_heads = static_cast<double>(1 << (i % 3));
        spec.config.dropout = i % 5 == 0 ? 0 : 0.25;
        spec.config.training = i % 2 == 0;
        if (i % 4 == 3) {
          spec.texts = {"I love machine learning", "Hello", "How are you?"};
          spec.batch = true;
          spec.target_batch = true;
          spec.target_texts = {"j aime", "bonjour tout le monde", "ca va"};
        }
        specs.push_back(spec);
      }
    }
  }
  return specs;
}

}  // namespace attention::testing

#endif  // TESTS_CPP_MODELS_STACK_SPECS_H_
