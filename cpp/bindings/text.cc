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
    Object object;
    object.Set("id", static_cast<double>(id));
    object.Set("piece", table.Text(op, id));
    return object;
  });
}

/// `decoded`: of the ids that are given, or of those that the text became.
void Decode(const char* op, const val& options, const PieceTable& table,
            std::vector<Index> ids, bool encoded, Object& object) {
  if (const auto given = Find(op, options, "ids")) {
    ids = ReadIndexes(op, "ids", *given);
  } else if (!encoded) {
    return;
  }
  object.Set("decoded", table.Decode(op, ids));
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
  Object object;
  object.Set("pieces", ToList(step.pieces, [&](Index id) {
               return val(encoding.Text(id));
             }));
  object.Set("merge", static_cast<double>(step.merge));
  return object;
}

val ToObject(const LatticeEdge& edge) {
  Object object;
  object.Set("from", static_cast<double>(edge.from));
  object.Set("to", static_cast<double>(edge.to));
  object.Set("id", static_cast<double>(edge.id));
  object.Set("piece", edge.piece);
  object.Set("logProbability", edge.log_probability);
  object.Set("best", edge.best);
  return object;
}

/// Learned from texts, with the rounds that it took, or given.
std::vector<UnigramPiece> MakePieces(const char* op, const val& options,
                                     Object& object) {
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
  object.Set("rounds", ToList(training.rounds, [](const UnigramRound& from) {
               Object round;
               round.Set("pieces", static_cast<double>(from.pieces));
               round.Set("logLikelihood", from.log_likelihood);
               return round;
             }));
  return std::move(training.pieces);
}

}  // namespace

val VocabularyCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "vocabulary";
    const WordVocabulary vocabulary = MakeVocabulary(kOp, options);
    Object object;
    object.Set("words",
               ToList(vocabulary.entries(), [](const VocabularyEntry& entry) {
                 Object word;
                 word.Set("word", entry.word);
                 word.Set("count", static_cast<double>(entry.count));
                 return word;
               }));
    object.Set("leftOut", static_cast<double>(vocabulary.left_out()));
    if (const auto texts = Find(kOp, options, "encode")) {
      object.Set("ids", ToList(ReadTexts(kOp, "encode", *texts),
                               [&](const std::string& text) {
                                 return ToArray(vocabulary.Encode(text));
                               }));
    }
    if (const auto lists = Find(kOp, options, "decode")) {
      const bool specials = FlagOr(kOp, options, "specials", false);
      object.Set("decoded",
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
    Object object;
    List characters;
    for (Index i = 0; i < encoding.characters(); ++i) {
      characters.Push(encoding.Text(PieceTable::kFirstPiece + i));
    }
    object.Set("characters", characters);
    object.Set("merges", ToList(encoding.merges(), [&](const Merge& from) {
                 Object merge;
                 merge.Set("left", encoding.Text(from.left));
                 merge.Set("right", encoding.Text(from.right));
                 merge.Set("merged", encoding.Text(from.merged));
                 merge.Set("count", static_cast<double>(from.count));
                 return merge;
               }));
    object.Set("size", static_cast<double>(encoding.table().size()));
    std::vector<Index> ids;
    const auto given = Find(kOp, options, "text");
    if (given) {
      const std::string text = ReadText(kOp, "text", *given);
      ids = encoding.Encode(text);
      object.Set("encoded", ToPieces(kOp, encoding.table(), ids));
      object.Set("words", ToList(encoding.Explain(text), [&](const auto& word) {
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
    Object object;
    const std::vector<UnigramPiece> pieces = MakePieces(kOp, options, object);
    const Unigram unigram(pieces, FlagOr(kOp, options, "byteFallback", true));
    object.Set("pieces", ToList(pieces, [](const UnigramPiece& from) {
                 Object piece;
                 piece.Set("piece", from.piece);
                 piece.Set("logProbability", from.log_probability);
                 return piece;
               }));
    std::vector<Index> ids;
    const auto given = Find(kOp, options, "text");
    if (given) {
      const Segmentation found = unigram.Segment(ReadText(kOp, "text", *given));
      ids = found.ids;
      object.Set("encoded", ToPieces(kOp, unigram.table(), ids));
      object.Set("symbols", ToTexts(found.symbols));
      object.Set("lattice", ToList(found.lattice, [](const LatticeEdge& edge) {
                   return ToObject(edge);
                 }));
      object.Set("best",
                 ToList(found.best, [](double score) { return val(score); }));
      object.Set("logProbability", found.log_probability);
    }
    Decode(kOp, options, unigram.table(), ids, given.has_value(), object);
    return object;
  });
}

}  // namespace attention::bindings
