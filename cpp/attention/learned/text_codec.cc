#include "attention/learned/text_codec.h"

#include "attention/core/error.h"
#include "attention/text/tokenizer.h"
#include "attention/text/unicode.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "model";

bool IsSpecial(std::string_view word) {
  return word == special::kNames[special::kPad] ||
         word == special::kNames[special::kStart] ||
         word == special::kNames[special::kEnd];
}

/// Runs of white space as one space, none at the ends, as SentencePiece has it.
std::string WithoutExtraBlanks(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) {
      plain += c;
    } else if (!plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  if (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

std::vector<std::string> CharactersOf(std::string_view text) {
  std::vector<std::string> characters;
  for (const char32_t c : DecodeUtf8(text)) {
    characters.push_back(EncodeUtf8(std::u32string_view(&c, 1)));
  }
  return characters;
}

}  // namespace

TextCodec::TextCodec(TokenizerSpec spec) : spec_(std::move(spec)) {
  if (spec_.type == "bpe") {
    pairs_.emplace(spec_.characters, spec_.merges);
  } else if (spec_.type == "unigram") {
    unigram_.emplace(spec_.pieces, false);
  } else if (spec_.type != "words" && spec_.type != "characters") {
    Fail(kOp, "the tokenizer is \"", spec_.type,
         "\"; it can be words, characters, bpe, unigram");
  }
}

std::vector<std::string> TextCodec::Vocabulary() const {
  std::vector<std::string> words;
  if (!has_vocabulary()) return words;
  const PieceTable& table = pairs_ ? pairs_->table() : unigram_->table();
  for (Index id = 0; id < table.size(); ++id) {
    words.push_back(table.Text(kOp, id));
  }
  return words;
}

std::vector<std::string> TextCodec::Encode(std::string_view given) const {
  const std::string text =
      spec_.lowercase ? TokenKey(given) : std::string(given);
  std::vector<std::string> words;
  if (spec_.type == "characters") return CharactersOf(text);
  if (spec_.type == "words") {
    for (Token& token : Tokenize(text)) words.push_back(std::move(token.key));
    return words;
  }
  const PieceTable& table = pairs_ ? pairs_->table() : unigram_->table();
  const std::vector<Index> ids =
      pairs_ ? pairs_->Encode(text)
             : unigram_->Encode(WithoutExtraBlanks(text));
  Index last = -1;
  for (const Index id : ids) {
    // What no piece has is one unknown, however long it is.
    if (id != special::kUnknown || last != id) {
      words.push_back(table.Text(kOp, id));
    }
    last = id;
  }
  return words;
}

std::string TextCodec::Decode(std::span<const Index> ids,
                              std::span<const std::string> vocabulary) const {
  if (pairs_) return pairs_->Decode(ids);
  if (unigram_) return unigram_->Decode(ids);
  std::string text;
  for (const Index id : ids) {
    const std::string& word = vocabulary[static_cast<std::size_t>(id)];
    if (IsSpecial(word)) continue;
    if (spec_.type == "words" && !text.empty()) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace attention
