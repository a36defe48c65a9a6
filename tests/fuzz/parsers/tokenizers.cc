// Text of any bytes, and the pieces of a model file. The lines of the input are
// the pieces, the last one is the text.

#include <algorithm>
#include <utility>
#include <vector>

#include "attention/text/byte_pair.h"
#include "attention/text/tokenizer.h"
#include "attention/text/unicode.h"
#include "attention/text/unigram.h"
#include "fuzz.h"

namespace {

using namespace attention;

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines = {""};
  for (const char c : text) {
    if (c == '\n' && lines.size() < 32) {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

/// Whatever is spelled out in characters and bytes comes back as it was.
void TryBytePairs(const std::vector<std::string>& pieces,
                  const std::string& text) {
  std::vector<std::string> characters;
  std::vector<std::pair<std::string, std::string>> merges;
  for (const std::string& piece : pieces) {
    const std::size_t blank = piece.find(' ');
    if (blank == piece.npos) {
      characters.push_back(piece);
    } else {
      merges.emplace_back(piece.substr(0, blank), piece.substr(blank + 1));
    }
  }
  const BytePairEncoding encoding(characters, merges);
  fuzz::Require(encoding.Decode(encoding.Encode(text)) == text);
}

void TryUnigram(const std::vector<std::string>& pieces,
                const std::string& text) {
  std::vector<UnigramPiece> scored;
  for (const std::string& piece : pieces) {
    scored.push_back({piece, -1.0 - static_cast<double>(scored.size())});
  }
  const Unigram unigram(scored);
  const Segmentation found = unigram.Segment(text);
  fuzz::Require(unigram.Decode(found.ids) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::vector<std::string> pieces = LinesOf(fuzz::TextOf(data, size));
  const std::string text = std::move(pieces.back());
  pieces.pop_back();
  // What is no UTF-8 is replaced once, and then stays.
  const std::string valid = EncodeUtf8(DecodeUtf8(text));
  fuzz::Require(EncodeUtf8(DecodeUtf8(valid)) == valid);
  for (const Token& token : Tokenize(text)) {
    fuzz::Require(!token.text.empty() && !token.key.empty());
  }
  fuzz::Answers([&] { TryBytePairs(pieces, text); });
  fuzz::Answers([&] { TryUnigram(pieces, text); });
  return 0;
}
