#include <emscripten/val.h>

#include <string>
#include <utility>
#include <vector>

#include "attention/text/byte_pair.h"
#include "attention/text/unigram.h"
#include "attention/text/vocabulary.h"
#include "bindings/language.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

Index WholeOr(const char* op, const val& options, const char* name,
              Index fallback) {
  return static_cast<Index>(
      NumberOr(op, options, name, static_cast<double>(fallback)));
}

std::vector<std::string> NeedTexts(const char* op, const val& options,
                                   const char* name) {
  const auto texts = Find(op, options, name);
  if (!texts) Fail(op, name, " is needed");
  return ReadTexts(op, name, *texts);
}

/// [{id, piece}]
val ToPieces(const char* op, const PieceTable& table,
             std::span<const Index> ids) {
  return ToList(ids, [&](Index id) {
    val object = val::object();
    object.set("id", static_cast<double>(id));
    object.set("piece", table.Text(op, id));
    return object;
  });
}

/// `decoded`: of the ids that are given, or of those that the text became.
void Decode(const char* op, const val& options, const PieceTable& table,
            std::vector<Index> ids, bool encoded, val& object) {
  if (const auto given = Find(op, options, "ids")) {
    ids = ReadIndexes(op, "ids", *given);
  } else if (!encoded) {
    return;
  }
  object.set("decoded", table.Decode(op, ids));
}

WordVocabulary MakeVocabulary(const char* op, const val& options) {
  if (Find(op, options, "words")) {
    return WordVocabulary(NeedTexts(op, options, "words"));
  }
  VocabularyOptions limits;
  limits.min_count = WholeOr(op, options, "minCount", limits.min_count);
  limits.max_size = WholeOr(op, options, "maxSize", limits.max_size);
  return WordVocabulary::Train(NeedTexts(op, options, "texts"), limits);
}

BytePairEncoding MakeBytePairs(const char* op, const val& options) {
  const auto model = Find(op, options, "model");
  if (!model) {
    BytePairOptions limits;
    limits.merges = WholeOr(op, options, "merges", limits.merges);
    limits.min_count = WholeOr(op, options, "minCount", limits.min_count);
    return BytePairEncoding::Train(NeedTexts(op, options, "texts"), limits);
  }
  const auto merges = Find(op, *model, "merges");
  if (!merges) Fail(op, "model.merges is needed");
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const val& merge : ReadList(op, "model.merges", *merges)) {
    pairs.emplace_back(TextOr(op, merge, "left", ""),
                       TextOr(op, merge, "right", ""));
  }
  return {NeedTexts(op, *model, "characters"), pairs};
}

val ToObject(const BytePairEncoding& encoding, const MergeStep& step) {
  val object = val::object();
  object.set("pieces", ToList(step.pieces, [&](Index id) {
               return val(encoding.Text(id));
             }));
  object.set("merge", static_cast<double>(step.merge));
  return object;
}

val ToObject(const LatticeEdge& edge) {
  val object = val::object();
  object.set("from", static_cast<double>(edge.from));
  object.set("to", static_cast<double>(edge.to));
  object.set("id", static_cast<double>(edge.id));
  object.set("piece", edge.piece);
  object.set("logProbability", edge.log_probability);
  object.set("best", edge.best);
  return object;
}

/// Learned from texts, with the rounds that it took, or given.
std::vector<UnigramPiece> MakePieces(const char* op, const val& options,
                                     val& object) {
  if (const auto given = Find(op, options, "pieces")) {
    std::vector<UnigramPiece> pieces;
    for (const val& piece : ReadList(op, "pieces", *given)) {
      pieces.push_back({TextOr(op, piece, "piece", ""),
                        NumberOr(op, piece, "logProbability", 0)});
    }
    return pieces;
  }
  UnigramOptions limits;
  limits.size = WholeOr(op, options, "size", limits.size);
  limits.longest = WholeOr(op, options, "longest", limits.longest);
  limits.keep = NumberOr(op, options, "keep", limits.keep);
  limits.em_iterations =
      WholeOr(op, options, "iterations", limits.em_iterations);
  UnigramTraining training =
      TrainUnigram(NeedTexts(op, options, "texts"), limits);
  object.set("rounds", ToList(training.rounds, [](const UnigramRound& from) {
               val round = val::object();
               round.set("pieces", static_cast<double>(from.pieces));
               round.set("logLikelihood", from.log_likelihood);
               return round;
             }));
  return std::move(training.pieces);
}

}  // namespace

val VocabularyCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "vocabulary";
    const WordVocabulary vocabulary = MakeVocabulary(kOp, options);
    val object = val::object();
    object.set("words",
               ToList(vocabulary.entries(), [](const VocabularyEntry& entry) {
                 val word = val::object();
                 word.set("word", entry.word);
                 word.set("count", static_cast<double>(entry.count));
                 return word;
               }));
    object.set("leftOut", static_cast<double>(vocabulary.left_out()));
    if (const auto texts = Find(kOp, options, "encode")) {
      object.set("ids", ToList(ReadTexts(kOp, "encode", *texts),
                               [&](const std::string& text) {
                                 return ToArray(vocabulary.Encode(text));
                               }));
    }
    if (const auto lists = Find(kOp, options, "decode")) {
      const bool specials = FlagOr(kOp, options, "specials", false);
      object.set("decoded",
                 ToList(ReadList(kOp, "decode", *lists), [&](const val& ids) {
                   return val(vocabulary.Decode(ReadIndexes(kOp, "decode", ids),
                                                specials));
                 }));
    }
    return object;
  });
}

val BytePairCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "bpe";
    const BytePairEncoding encoding = MakeBytePairs(kOp, options);
    val object = val::object();
    val characters = val::array();
    for (Index i = 0; i < encoding.characters(); ++i) {
      characters.call<void>("push", encoding.Text(PieceTable::kFirstPiece + i));
    }
    object.set("characters", characters);
    object.set("merges", ToList(encoding.merges(), [&](const Merge& from) {
                 val merge = val::object();
                 merge.set("left", encoding.Text(from.left));
                 merge.set("right", encoding.Text(from.right));
                 merge.set("merged", encoding.Text(from.merged));
                 merge.set("count", static_cast<double>(from.count));
                 return merge;
               }));
    object.set("size", static_cast<double>(encoding.table().size()));
    std::vector<Index> ids;
    const auto given = Find(kOp, options, "text");
    if (given) {
      const std::string text = ReadText(kOp, "text", *given);
      ids = encoding.Encode(text);
      object.set("encoded", ToPieces(kOp, encoding.table(), ids));
      object.set("words", ToList(encoding.Explain(text), [&](const auto& word) {
                   return ToList(word, [&](const MergeStep& step) {
                     return ToObject(encoding, step);
                   });
                 }));
    }
    Decode(kOp, options, encoding.table(), ids, given.has_value(), object);
    return object;
  });
}

val UnigramCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "unigram";
    val object = val::object();
    const std::vector<UnigramPiece> pieces = MakePieces(kOp, options, object);
    const Unigram unigram(pieces, FlagOr(kOp, options, "byteFallback", true));
    object.set("pieces", ToList(pieces, [](const UnigramPiece& from) {
                 val piece = val::object();
                 piece.set("piece", from.piece);
                 piece.set("logProbability", from.log_probability);
                 return piece;
               }));
    std::vector<Index> ids;
    const auto given = Find(kOp, options, "text");
    if (given) {
      const Segmentation found = unigram.Segment(ReadText(kOp, "text", *given));
      ids = found.ids;
      object.set("encoded", ToPieces(kOp, unigram.table(), ids));
      object.set("symbols", ToTexts(found.symbols));
      object.set("lattice", ToList(found.lattice, [](const LatticeEdge& edge) {
                   return ToObject(edge);
                 }));
      object.set("best",
                 ToList(found.best, [](double score) { return val(score); }));
      object.set("logProbability", found.log_probability);
    }
    Decode(kOp, options, unigram.table(), ids, given.has_value(), object);
    return object;
  });
}

}  // namespace attention::bindings
