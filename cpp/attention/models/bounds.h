#ifndef ATTENTION_MODELS_BOUNDS_H_
#define ATTENTION_MODELS_BOUNDS_H_

#include <array>
#include <string_view>

#include "attention/core/shape.h"

namespace attention {

/// A size that a spec may give, how large it may be, and why not larger.
struct Bound {
  std::string_view name;
  Index largest;
  std::string_view why;
};

/// The one table of bounds: validation reads it, and `limits()` shows it.
namespace bounds {
inline constexpr Bound kTokens{"tokens", 512,
                               "scores grow with its square, heads times"};
inline constexpr Bound kLongTokens{
    "long_tokens", 2048,
    "fused and linear attention make no scores, but the mask grows with its "
    "square"};
inline constexpr Bound kCharacters{
    "characters", 100000, "a longer text cannot be within the tokens allowed"};
inline constexpr Bound kDModel{"d_model", 512,
                               "each projection has d_model columns or rows"};
inline constexpr Bound kDEmbedding{
    "d_embedding", 512, "the table has a row of so many numbers for each word"};
inline constexpr Bound kNHeads{"n_heads", 16,
                               "each head has scores of its own"};
inline constexpr Bound kDK{"d_k", 512, "each head's queries are that wide"};
inline constexpr Bound kDV{"d_v", 512, "each head's values are that wide"};
inline constexpr Bound kBatch{"batch", 256, "each sentence has its own scores"};
inline constexpr Bound kLength{"length", 4096,
                               "the table has length x d_model numbers"};
inline constexpr Bound kLayers{"n_layers", 12,
                               "each layer records steps of its own"};
inline constexpr Bound kDecoderLayers{"n_decoder_layers", 12,
                                      "each layer records steps of its own"};
inline constexpr Bound kDFF{"d_ff", 4096,
                            "each layer has two matrices of d_model x d_ff"};
inline constexpr Bound kNKVHeads{"n_kv_heads", 16,
                                 "there are no more of them than heads"};
inline constexpr Bound kMaxLength{"max_length", 4096,
                                  "the table has max_length x d_model numbers"};
inline constexpr Bound kVocabulary{"vocabulary", 32768,
                                   "the table has a row for each word"};
inline constexpr Bound kClasses{"n_classes", 1024,
                                "each class has a column of weights"};
inline constexpr Bound kPatchSize{"patch_size", 256,
                                  "a patch has its square of pixels"};
inline constexpr Bound kImageSide{"image_side", 1024,
                                  "each pixel is kept in several tensors"};
inline constexpr Bound kChannels{"channels", 4,
                                 "a pixel has red, green, blue and alpha"};
inline constexpr Bound kEdits{
    "edits", 4096, "each is made again whenever its tensor is computed"};
#ifdef ATTENTION_LARGE_TAPES
inline constexpr Bound kTapeFloats{"tape_floats", Index{1} << 28,
                                   "a trace keeps every number, 1 GiB of them "
                                   "at most"};
#else
inline constexpr Bound kTapeFloats{"tape_floats", Index{1} << 25,
                                   "a trace keeps every number, 128 MiB of "
                                   "them at most"};
#endif

inline constexpr std::array kAll = {
    kTokens,    kCharacters, kDModel,  kNHeads,        kDK,        kDV,
    kBatch,     kLength,     kLayers,  kDecoderLayers, kDFF,       kNKVHeads,
    kMaxLength, kVocabulary, kClasses, kDEmbedding,    kPatchSize, kLongTokens,
    kImageSide, kChannels,   kEdits,   kTapeFloats};
}  // namespace bounds

/// The size as an index. Throws Error(op) unless it is a whole number from
/// `smallest` to the bound, saying which bound, why, and what is allowed.
Index CheckedSize(std::string_view op, const Bound& bound, double size,
                  Index smallest = 1);

/// Any whole number from `smallest` on, of a mask's rule. Throws Error(op)
/// otherwise.
Index CheckedCount(std::string_view op, std::string_view name, double count,
                   Index smallest = 0);

}  // namespace attention

#endif  // ATTENTION_MODELS_BOUNDS_H_
