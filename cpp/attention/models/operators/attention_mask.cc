#include "attention/models/operators/attention_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/kernels/mask_rule.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

constexpr const char* kOp = "attention";

/// The given mask's shape with leading ones, batch x heads x queries x keys.
std::array<Index, 4> AlignedSizes(const Shape& mask,
                                  const AttentionSizes& sizes) {
  std::array<Index, 4> aligned{1, 1, 1, 1};
  const std::array<Index, 4> full{sizes.batch, sizes.heads(), sizes.queries,
                                  sizes.keys()};
  bool fits = mask.rank() >= 1 && mask.rank() <= 4;
  for (Index axis = 0; fits && axis < mask.rank(); ++axis) {
    const auto at = static_cast<std::size_t>(axis + 4 - mask.rank());
    aligned[at] = mask[axis];
    const bool keys = at == 3;  // may be fewer: the rest is blocked
    fits = keys ? mask[axis] <= full[at]
                : mask[axis] == 1 || mask[axis] == full[at];
  }
  if (!fits) {
    Fail(kOp, "mask of shape ", mask, " cannot be broadcast to ",
         Shape{full[0], full[1], full[2], full[3]});
  }
  return aligned;
}

/// Rows of `from` numbers filled up to `to`.
std::vector<float> PadRows(const std::vector<float>& rows, Index from, Index to,
                           float fill) {
  std::vector<float> padded;
  const Index count = from == 0 ? 0 : std::ssize(rows) / from;
  padded.reserve(static_cast<std::size_t>(count * to));
  for (Index row = 0; row < count; ++row) {
    const auto begin = rows.begin() + row * from;
    padded.insert(padded.end(), begin, begin + from);
    padded.insert(padded.end(), static_cast<std::size_t>(to - from), fill);
  }
  return padded;
}

/// Puts the given mask on the tape without its axes of size 1.
TensorId GiveMask(Tape& tape, const AttentionOperatorSpec& spec,
                  const AttentionSizes& sizes) {
  const GivenTensor& mask = *spec.mask;
  const std::array<Index, 4> aligned = AlignedSizes(mask.shape, sizes);
  const float blocked =
      spec.mask_is_boolean ? 0.0f : -std::numeric_limits<float>::infinity();
  std::string axes;
  std::vector<Index> shape;
  if (aligned[0] != 1) {
    axes += 'b';
    shape.push_back(sizes.batch);
  }
  if (aligned[1] != 1) {
    axes += "gr";
    shape.insert(shape.end(), {sizes.groups, sizes.per_group});
  }
  if (aligned[2] != 1) {
    axes += 'q';
    shape.push_back(sizes.queries);
  }
  axes += 'k';
  shape.push_back(sizes.keys());
  const Shape padded(shape);
  std::vector<float> rows =
      PadRows(mask.data, aligned[3], sizes.keys(), blocked);
  // A mask without a single key says nothing: all of it is padding.
  rows.resize(static_cast<std::size_t>(padded.elements()), blocked);
  if (spec.mask_is_boolean) {
    for (float& cell : rows) cell = cell != 0.0f ? 1.0f : 0.0f;
  }
  return tape.Give("attn.given_mask", axes, padded, Role::kInput, rows);
}

void CheckLengths(const GivenTensor& lengths) {
  for (const float length : lengths.data) {
    if (length != std::floor(length) || !(std::abs(length) < 1 << 24)) {
      Fail(kOp, "nonpadKvSeqlen holds ", length,
           ", which is no whole number of keys");
    }
  }
}

TensorId RecordRule(Tape& tape, MaskKind kind, Index offset,
                    std::optional<TensorId> lengths,
                    const AttentionSizes& sizes) {
  const std::string name(MaskKindName(kind));
  Attributes attributes{{"rule", name}};
  if (offset != 0) attributes["offset"] = static_cast<double>(offset);
  const NewSizes new_sizes = {{'q', sizes.queries}, {'k', sizes.keys()}};
  if (!lengths) {
    return tape.Record(ops::kMaskRule, "mask." + name, "->qk", {}, attributes,
                       new_sizes);
  }
  return tape.Record(ops::kMaskRule, "mask." + name, "b->bqk", {*lengths},
                     attributes, new_sizes);
}

/// All masks of 1 and 0 as one, by the letters that any of them has.
TensorId Join(Tape& tape, const std::vector<TensorId>& masks) {
  if (masks.size() == 1) return masks.front();
  std::string left;
  std::string output;
  for (const TensorId mask : masks) {
    left += (left.empty() ? "" : ",") + tape.tensor(mask).axes;
  }
  for (const char letter : std::string("bgrqk")) {
    if (HasLetter(left, letter)) output += letter;
  }
  return tape.Record(ops::kMaskAnd, "attn.mask", left + "->" + output, masks);
}

}  // namespace

AttentionMasks RecordAttentionMasks(Tape& tape,
                                    const AttentionOperatorSpec& spec,
                                    const AttentionSizes& sizes) {
  AttentionMasks masks;
  std::vector<TensorId> allowed;
  if (spec.mask) {
    const TensorId given = GiveMask(tape, spec, sizes);
    if (spec.mask_is_boolean) {
      allowed.push_back(given);
    } else {
      masks.bias = given;
    }
  }
  std::optional<TensorId> lengths;
  if (spec.nonpad_kv_seqlen) {
    CheckLengths(*spec.nonpad_kv_seqlen);
    lengths = tape.Give("tokens.length", "b", {sizes.batch}, Role::kInput,
                        spec.nonpad_kv_seqlen->data);
    allowed.push_back(RecordRule(tape, MaskKind::kLengths, 0, lengths, sizes));
  }
  if (spec.is_causal) {
    const bool at_end = lengths && !spec.past_key;
    allowed.push_back(
        at_end ? RecordRule(tape, MaskKind::kFrontier, 0, lengths, sizes)
               : RecordRule(tape, MaskKind::kCausal, sizes.past_keys,
                            std::nullopt, sizes));
  }
  if (!allowed.empty()) masks.allowed = Join(tape, allowed);
  return masks;
}

}  // namespace attention
