#include <emscripten/val.h>

#include <optional>
#include <string>
#include <vector>

#include "attention/metrics/bleu.h"
#include "attention/metrics/classification.h"
#include "attention/metrics/perplexity.h"
#include "attention/metrics/rouge.h"
#include "attention/text/tokenizer.h"
#include "bindings/language.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

/// A list of words, or a text that is cut into lower-cased ones.
Words ReadWords(const char* op, const char* name, const val& given) {
  if (!given.isString()) return ReadTexts(op, name, given);
  Words words;
  for (const Token& token : Tokenize(given.as<std::string>())) {
    words.push_back(token.key);
  }
  return words;
}

Words NeedWords(const char* op, const val& options, const char* name) {
  const auto given = Find(op, options, name);
  if (!given) Fail(op, name, " is needed");
  return ReadWords(op, name, *given);
}

BleuExample ReadExample(const char* op, const val& given) {
  BleuExample example{NeedWords(op, given, "candidate"), {}};
  const auto references = Find(op, given, "references");
  if (!references) Fail(op, "references is needed");
  for (const val& reference : ReadList(op, "references", *references)) {
    example.references.push_back(ReadWords(op, "references", reference));
  }
  return example;
}

BleuResult RunBleu(const char* op, const val& options) {
  BleuOptions bleu;
  bleu.max_n = static_cast<Index>(
      NumberOr(op, options, "maxN", static_cast<double>(bleu.max_n)));
  bleu.smoothing = TextOr(op, options, "smoothing", bleu.smoothing);
  bleu.epsilon = NumberOr(op, options, "epsilon", bleu.epsilon);
  bleu.k = NumberOr(op, options, "k", bleu.k);
  const auto list = Find(op, options, "examples");
  if (!list) return SentenceBleu(ReadExample(op, options), bleu);
  std::vector<BleuExample> examples;
  for (const val& example : ReadList(op, "examples", *list)) {
    examples.push_back(ReadExample(op, example));
  }
  return CorpusBleu(examples, bleu);
}

val ToObject(const ClippedCount& from) {
  Object object;
  object.Set("ngram", ToTexts(from.ngram));
  object.Set("count", static_cast<double>(from.count));
  object.Set("reference", static_cast<double>(from.reference));
  object.Set("clipped", static_cast<double>(from.clipped));
  return object;
}

val ToObject(const BleuPrecision& from) {
  Object object;
  object.Set("n", static_cast<double>(from.n));
  object.Set("matches", static_cast<double>(from.matches));
  object.Set("total", static_cast<double>(from.total));
  object.Set("precision", from.precision);
  object.Set("clipped", ToList(from.clipped, [](const ClippedCount& count) {
               return ToObject(count);
             }));
  return object;
}

val ToObject(const RougeScore& from) {
  Object object;
  object.Set("overlap", static_cast<double>(from.overlap));
  object.Set("candidate", static_cast<double>(from.candidate));
  object.Set("reference", static_cast<double>(from.reference));
  object.Set("precision", from.precision);
  object.Set("recall", from.recall);
  object.Set("f1", from.f1);
  return object;
}

val ToObject(const ClassScores& from) {
  Object object;
  object.Set("precision", from.precision);
  object.Set("recall", from.recall);
  object.Set("f1", from.f1);
  object.Set("support", static_cast<double>(from.support));
  return object;
}

}  // namespace

val BleuCall(const val& options) {
  return Guard([&] {
    const BleuResult result = RunBleu("bleu", options);
    Object object;
    object.Set("score", result.score);
    object.Set("precisions",
               ToList(result.precisions, [](const BleuPrecision& precision) {
                 return ToObject(precision);
               }));
    object.Set("brevityPenalty", result.brevity_penalty);
    object.Set("candidateLength", static_cast<double>(result.candidate_length));
    object.Set("referenceLength", static_cast<double>(result.reference_length));
    object.Set("smoothing", result.smoothing);
    return object;
  });
}

val RougeCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "rouge";
    const RougeResult result = Rouge(NeedWords(kOp, options, "candidate"),
                                     NeedWords(kOp, options, "reference"));
    Object object;
    object.Set("rouge1", ToObject(result.rouge1));
    object.Set("rouge2", ToObject(result.rouge2));
    object.Set("rougeL", ToObject(result.rouge_l));
    object.Set("lcs", ToTexts(result.lcs));
    return object;
  });
}

val ClassificationReportCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "classificationReport";
    const ClassificationResult result = ClassificationReport(
        NeedWords(kOp, options, "truth"), NeedWords(kOp, options, "predicted"));
    Object object;
    object.Set("labels", ToTexts(result.labels));
    List per_class;
    for (std::size_t i = 0; i < result.labels.size(); ++i) {
      Object scores(ToObject(result.per_class[i]));
      scores.Set("label", result.labels[i]);
      per_class.Push(scores);
    }
    object.Set("perClass", per_class);
    object.Set("macro", ToObject(result.macro));
    object.Set("weighted", ToObject(result.weighted));
    object.Set("accuracy", result.accuracy);
    const auto size = static_cast<Index>(result.labels.size());
    const std::vector<float> confusion(result.confusion.begin(),
                                       result.confusion.end());
    object.Set("confusion", ToTensor(Shape{size, size}, confusion));
    return object;
  });
}

val PerplexityCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "perplexity";
    PerplexityResult result;
    if (const auto list = Find(kOp, options, "logProbabilities")) {
      std::vector<double> numbers;
      for (const val& number : ReadList(kOp, "logProbabilities", *list)) {
        numbers.push_back(ReadNumber(kOp, "logProbabilities", number));
      }
      result = Perplexity(numbers);
    } else {
      const auto logits = FindTensor(kOp, options, "logits");
      const auto targets = Find(kOp, options, "targets");
      if (!logits || !targets) {
        Fail(kOp, "logProbabilities, or logits and targets, are needed");
      }
      std::optional<Index> ignored;
      if (const auto number = FindNumber(kOp, options, "ignored")) {
        ignored = static_cast<Index>(*number);
      }
      result = Perplexity({logits->data.data(), logits->shape},
                          ReadIndexes(kOp, "targets", *targets), ignored);
    }
    Object object;
    object.Set("perplexity", result.perplexity);
    object.Set("crossEntropy", result.cross_entropy);
    object.Set("logProbabilities",
               ToList(result.log_probabilities,
                      [](double number) { return val(number); }));
    return object;
  });
}

}  // namespace attention::bindings
