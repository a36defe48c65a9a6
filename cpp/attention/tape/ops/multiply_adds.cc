#include "attention/kernels/multiply_adds.h"

#include <string>
#include <string_view>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// `body` of each product's letters.
template <typename Body>
void ForEachProduct(const Attributes& attributes, Body&& body) {
  std::string_view rest = TextOr(attributes, "products", "");
  while (true) {
    const std::size_t space = rest.find(' ');
    body(rest.substr(0, space));
    if (space == std::string_view::npos) return;
    rest.remove_prefix(space + 1);
  }
}

/// What other steps cost, "hqd,hkd,hke->n" or "hqd,hkd,hke,qk->n": attribute
/// `products` lists the letters of their products, "hqkd hqke". The operands
/// give the sizes; with attribute `mask` 1 the last one is a mask, and a
/// product over its letters counts at its open cells only.
struct MultiplyAdds {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    LetterMap sizes(kUnknownSize);
    for (std::size_t i = 0; i < call.in.size(); ++i) {
      BindSizes("multiply_adds", call.rule.input(i), call.in[i].shape, sizes);
    }
    const bool masked = IndexOr(call.attributes, "mask", 0) != 0;
    const std::size_t last = call.in.size() - 1;
    double count = 0;
    ForEachProduct(call.attributes, [&](std::string_view product) {
      for (const char letter : product) {
        if (sizes[letter] == kUnknownSize) {
          Fail("multiply_adds", "nothing gives the size of letter ", letter);
        }
      }
      count += ProductMultiplyAdds(
          product, sizes,
          masked ? std::string_view(call.rule.input(last)) : std::string_view(),
          masked ? OpenCells<Scalar>(call.in[last]) : 0);
    });
    call.out.data[0] = static_cast<Scalar>(count);
  }

  static double Replay(Cell& cell) {
    const std::size_t last = cell.inputs() - 1;
    const bool masked = IndexOr(cell.attributes(), "mask", 0) != 0;
    double count = 0;
    ForEachProduct(cell.attributes(), [&](std::string_view product) {
      double each = 1;
      std::string walked;
      for (const char letter : product) {
        if (masked && HasLetter(cell.rule().input(last), letter)) {
          walked += letter;
        } else {
          each *= static_cast<double>(cell.size(letter));
        }
      }
      double cells = 0;
      cell.ForEach(walked, [&] {
        if (!masked || cell.Read(last).value != 0) ++cells;
      });
      cell.Part(product, cells * each);
      count += cells * each;
    });
    return count;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(MultiplyAdds, "multiply_adds");

}  // namespace attention::ops
