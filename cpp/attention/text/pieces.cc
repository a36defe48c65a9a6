#include "attention/text/pieces.h"

#include "attention/core/error.h"
#include "attention/text/unicode.h"

namespace attention {
namespace {

std::string ByteName(Index byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<std::size_t>(byte);
  return std::string("<0x") + kDigits[value / 16] + kDigits[value % 16] + ">";
}

bool StandsAlone(const Symbol& symbol) {
  if (symbol.bytes) return false;
  const char32_t c = DecodeUtf8(symbol.text).front();
  return IsSeparator(c) || IsPunctuation(c);
}

}  // namespace

std::vector<Symbol> SymbolsOf(std::string_view text) {
  std::vector<Symbol> symbols;
  if (text.empty()) return symbols;
  symbols.push_back({std::string(kSpacePiece)});
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = CharacterLength(text, i);
    const std::string_view bytes =
        text.substr(i, length > 0 ? length : std::size_t{1});
    if (bytes == " ") {
      symbols.push_back({std::string(kSpacePiece)});
    } else if (length > 0 && bytes != kSpacePiece) {
      symbols.push_back({std::string(bytes)});
    } else {
      for (const char byte : bytes) {
        symbols.push_back({std::string(1, byte), true});
      }
    }
    i += bytes.size();
  }
  return symbols;
}

std::vector<std::vector<Symbol>> WordsOf(std::string_view text) {
  std::vector<std::vector<Symbol>> words;
  bool alone = false;
  for (Symbol& symbol : SymbolsOf(text)) {
    const bool begins = symbol.text == kSpacePiece && !symbol.bytes;
    const bool single = !begins && StandsAlone(symbol);
    if (words.empty() || begins || single || alone) words.emplace_back();
    words.back().push_back(std::move(symbol));
    alone = single;
  }
  return words;
}

std::vector<CountedWord> CountWords(std::string_view op,
                                    std::span<const std::string> texts,
                                    std::size_t max_bytes) {
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  if (bytes > max_bytes) {
    Fail(op, "the text has ", bytes, " bytes; at most ", kMaxTrainingBytes,
         " can be trained on");
  }
  std::vector<CountedWord> counted;
  std::map<std::string, std::size_t> places;
  for (const std::string& text : texts) {
    for (std::vector<Symbol>& word : WordsOf(text)) {
      std::string key;  // tells a U+2581 of the text from a space
      for (const Symbol& symbol : word) {
        key += (symbol.bytes ? 'b' : 'c') + symbol.text;
      }
      const auto [place, added] = places.try_emplace(key, counted.size());
      if (added) counted.push_back({std::move(word), 0});
      ++counted[place->second].count;
    }
  }
  return counted;
}

Index PieceTable::Add(std::string_view text) {
  const auto [place, added] = ids_.try_emplace(std::string(text), size());
  if (added) pieces_.emplace_back(text);
  return place->second;
}

std::optional<Index> PieceTable::Find(std::string_view text) const {
  const auto found = ids_.find(text);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

std::string PieceTable::Text(std::string_view op, Index id) const {
  if (id < 0 || id >= size()) {
    Fail(op, "there is no piece ", id, "; there are ", size());
  }
  if (id < kFirstByte) {
    return std::string(special::kNames[static_cast<std::size_t>(id)]);
  }
  if (id < kFirstPiece) return ByteName(id - kFirstByte);
  return pieces_[static_cast<std::size_t>(id - kFirstPiece)];
}

std::string PieceTable::Decode(std::string_view op,
                               std::span<const Index> ids) const {
  std::string text;
  bool first = true;
  for (const Index id : ids) {
    const std::string piece = Text(op, id);  // also refuses a wrong id
    if (id < kFirstByte) continue;
    if (id < kFirstPiece) {
      text += static_cast<char>(id - kFirstByte);
      first = false;
      continue;
    }
    std::string_view rest = piece;
    if (first && rest.starts_with(kSpacePiece)) {
      rest.remove_prefix(kSpacePiece.size());
    }
    first = false;
    while (!rest.empty()) {
      const auto space = rest.find(kSpacePiece);
      text += rest.substr(0, space);
      if (space == std::string_view::npos) break;
      text += ' ';
      rest.remove_prefix(space + kSpacePiece.size());
    }
  }
  return text;
}

}  // namespace attention
