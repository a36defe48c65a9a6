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
  val object = val::object();
  object.set("ngram", ToTexts(from.ngram));
  object.set("count", static_cast<double>(from.count));
  object.set("reference", static_cast<double>(from.reference));
  object.set("clipped", static_cast<double>(from.clipped));
  return object;
}

val ToObject(const BleuPrecision& from) {
  val object = val::object();
  object.set("n", static_cast<double>(from.n));
  object.set("matches", static_cast<double>(from.matches));
  object.set("total", static_cast<double>(from.total));
  object.set("precision", from.precision);
  object.set("clipped", ToList(from.clipped, [](const ClippedCount& count) {
               return ToObject(count);
             }));
  return object;
}

val ToObject(const RougeScore& from) {
  val object = val::object();
  object.set("overlap", static_cast<double>(from.overlap));
  object.set("candidate", static_cast<double>(from.candidate));
  object.set("reference", static_cast<double>(from.reference));
  object.set("precision", from.precision);
  object.set("recall", from.recall);
  object.set("f1", from.f1);
  return object;
}

val ToObject(const ClassScores& from) {
  val object = val::object();
  object.set("precision", from.precision);
  object.set("recall", from.recall);
  object.set("f1", from.f1);
  object.set("support", static_cast<double>(from.support));
  return object;
}

}  // namespace

val BleuCall(const val& options) {
  return Guard([&] {
    const BleuResult result = RunBleu("bleu", options);
    val object = val::object();
    object.set("score", result.score);
    object.set("precisions",
               ToList(result.precisions, [](const BleuPrecision& precision) {
                 return ToObject(precision);
               }));
    object.set("brevityPenalty", result.brevity_penalty);
    object.set("candidateLength", static_cast<double>(result.candidate_length));
    object.set("referenceLength", static_cast<double>(result.reference_length));
    object.set("smoothing", result.smoothing);
    return object;
  });
}

val RougeCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "rouge";
    const RougeResult result = Rouge(NeedWords(kOp, options, "candidate"),
                                     NeedWords(kOp, options, "reference"));
    val object = val::object();
    object.set("rouge1", ToObject(result.rouge1));
    object.set("rouge2", ToObject(result.rouge2));
    object.set("rougeL", ToObject(result.rouge_l));
    object.set("lcs", ToTexts(result.lcs));
    return object;
  });
}

val ClassificationReportCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "classificationReport";
    const ClassificationResult result = ClassificationReport(
        NeedWords(kOp, options, "truth"), NeedWords(kOp, options, "predicted"));
    val object = val::object();
    object.set("labels", ToTexts(result.labels));
    val per_class = val::array();
    for (std::size_t i = 0; i < result.labels.size(); ++i) {
      val scores = ToObject(result.per_class[i]);
      scores.set("label", result.labels[i]);
      per_class.call<void>("push", scores);
    }
    object.set("perClass", per_class);
    object.set("macro", ToObject(result.macro));
    object.set("weighted", ToObject(result.weighted));
    object.set("accuracy", result.accuracy);
    const auto size = static_cast<Index>(result.labels.size());
    const std::vector<float> confusion(result.confusion.begin(),
                                       result.confusion.end());
    object.set("confusion", ToTensor(Shape{size, size}, confusion));
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
    val object = val::object();
    object.set("perplexity", result.perplexity);
    object.set("crossEntropy", result.cross_entropy);
    object.set("logProbabilities",
               ToList(result.log_probabilities,
                      [](double number) { return val(number); }));
    return object;
  });
}

}  // namespace attention::bindings
