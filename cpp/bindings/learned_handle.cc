#include "bindings/learned_handle.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bindings/bytes.h"
#include "bindings/decoding.h"
#include "bindings/marshal.h"
#include "bindings/run_spec.h"
#include "bindings/trace_handle.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "model";

TokenizerSpec ReadTokenizer(const val& given) {
  TokenizerSpec spec;
  spec.type = TextOr(kOp, given, "type", spec.type);
  spec.lowercase = FlagOr(kOp, given, "lowercase", spec.lowercase);
  if (const auto list = Find(kOp, given, "characters")) {
    spec.characters = ReadTexts(kOp, "characters", *list);
  }
  if (const auto list = Find(kOp, given, "merges")) {
    for (const val& merge : ReadList(kOp, "merges", *list)) {
      const std::vector<std::string> pair = ReadTexts(kOp, "a merge", merge);
      if (pair.size() != 2) Fail(kOp, "a merge is of two pieces");
      spec.merges.emplace_back(pair[0], pair[1]);
    }
  }
  const auto pieces = Find(kOp, given, "pieces");
  const auto scores = Find(kOp, given, "scores");
  if (pieces && scores) {
    const std::vector<std::string> texts = ReadTexts(kOp, "pieces", *pieces);
    const std::vector<val> numbers = ReadList(kOp, "scores", *scores);
    if (texts.size() != numbers.size()) {
      Fail(kOp, "there are ", texts.size(), " pieces and ", numbers.size(),
           " scores");
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      spec.pieces.push_back({texts[i], ReadNumber(kOp, "scores", numbers[i])});
    }
  }
  return spec;
}

LearnedSpec ReadLearnedSpec(const val& about) {
  LearnedSpec spec;
  spec.run = ReadRunSpec(about);
  if (const auto tokenizer = Find(kOp, about, "tokenizer")) {
    spec.tokenizer = ReadTokenizer(*tokenizer);
  }
  if (const auto labels = Find(kOp, about, "labels")) {
    spec.labels = ReadTexts(kOp, "labels", *labels);
  }
  if (const auto image = Find(kOp, about, "image")) {
    spec.image = Shape(ReadIndexes(kOp, "image", *image));
  }
  return spec;
}

/// The bytes are let go of before the model needs its memory.
TensorFile ReadTensors(const val& bytes) {
  const std::string file = ReadBytes(kOp, bytes);
  return ReadSafetensors(file);
}

val ToNumbers(const std::vector<float>& numbers) {
  return ToList(numbers, [](float number) { return val(number); });
}

}  // namespace

val LearnedHandle::RunTrace(const val& input) {
  return Guard([&] {
    return val(std::make_shared<TraceHandle>(model_.Run(ReadRunSpec(input))));
  });
}

val LearnedHandle::Decode(const val& options) {
  return Guard([&] {
    return DecodeModel(
        model_.Prepare(ReadRunSpec(options)), &model_.weights(), options,
        [this](std::span<const Index> ids, std::span<const std::string> words) {
          return model_.TextOf(ids, words);
        });
  });
}

val LearnedHandle::Classify(const val& input) {
  return Guard([&] {
    const Classified result = model_.Classify(ReadRunSpec(input));
    Object object;
    object.Set("label",
               model_.spec().labels[static_cast<std::size_t>(result.label)]);
    object.Set("index", static_cast<double>(result.label));
    object.Set("probabilities", ToNumbers(result.probabilities));
    return object;
  });
}

val LearnedHandle::Embed(const val& input) {
  return Guard([&] {
    Object object;
    object.Set("embedding", ToNumbers(model_.Embed(ReadRunSpec(input))));
    return object;
  });
}

val LearnedHandle::Describe() {
  return Guard([&] {
    Object object;
    object.Set("parameters", static_cast<double>(model_.parameters()));
    object.Set("vocabulary", ToTexts(model_.spec().run.vocabulary));
    object.Set("targetVocabulary",
               ToTexts(model_.spec().run.target_vocabulary));
    List tensors;
    for (const auto& [name, tensor] : model_.weights()) {
      Object one;
      one.Set("name", name);
      one.Set("shape", ToArray(tensor.shape.sizes()));
      tensors.Push(one);
    }
    object.Set("tensors", tensors);
    return object;
  });
}

val LoadModelCall(const val& bytes, const val& about) {
  return Guard([&] {
    return val(std::make_shared<LearnedHandle>(
        LearnedModel(ReadLearnedSpec(about), ReadTensors(bytes))));
  });
}

}  // namespace attention::bindings
