#include "attention/kernels/einsum.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "attention/core/error.h"
#include "attention/core/function_ref.h"
#include "attention/core/loops.h"
#include "attention/core/parallel.h"
#include "attention/core/scratch.h"
#include "attention/kernels/broadcast.h"
#include "attention/kernels/ordered.h"
#include "attention/kernels/product.h"

namespace attention {
namespace {

/// One side of the product: its numbers, and its strides by letter.
template <typename Scalar>
struct Side {
  Scalar* data;
  LetterMap strides;
};

/// Which letter runs along the rows, the columns and the depth of one matrix
/// product, and which letters repeat that product. A letter of '\0' is absent:
/// one row, one column, one summand.
struct Plan {
  char row = '\0';
  char column = '\0';
  char depth = '\0';
  std::string repeat;      // letters of out, outside the product
  std::string accumulate;  // summed letters, outside the product
};

Index SizeOf(const LetterMap& sizes, char letter) {
  return letter == '\0' ? 1 : sizes[letter];
}

Index StrideOf(const LetterMap& strides, char letter) {
  return letter == '\0' ? 1 : strides[letter];
}

/// Whether a matrix with these two letters is contiguous along `inner`.
bool Contiguous(const LetterMap& strides, const LetterMap& sizes, char inner) {
  return StrideOf(strides, inner) == 1 || SizeOf(sizes, inner) <= 1;
}

/// The letters of a product's operands and of its result.
struct ProductLetters {
  std::string_view a;
  std::string_view b;
  std::string_view out;

  /// Those that the result lacks, in order of appearance.
  std::string Summed() const {
    return LettersNotIn(a, out) + LettersNotIn(LettersNotIn(b, out), a);
  }
};

Plan MakePlan(const ProductLetters& letters) {
  Plan plan;
  const auto& [a, b, out] = letters;
  const std::string summed = letters.Summed();
  for (const char letter : out) {
    if (HasLetter(a, letter) && !HasLetter(b, letter)) plan.row = letter;
    if (HasLetter(b, letter) && !HasLetter(a, letter)) plan.column = letter;
  }
  for (const char letter : summed) {
    if (HasLetter(a, letter) && HasLetter(b, letter)) plan.depth = letter;
  }
  for (const char letter : out) {
    if (letter != plan.row && letter != plan.column) plan.repeat += letter;
  }
  for (const char letter : summed) {
    if (letter != plan.depth) plan.accumulate += letter;
  }
  return plan;
}

template <typename Scalar>
struct Product {
  Side<const Scalar> a;
  Side<const Scalar> b;
  Side<Scalar> out;
  LetterMap sizes;
  Plan plan;

  /// Whether `outer` goes on where `inner` ends, in every operand: both are
  /// then one longer axis.
  bool Continues(char outer, char inner) const {
    const auto continues = [&](const LetterMap& strides) {
      return strides[outer] == strides[inner] * sizes[inner];
    };
    return continues(a.strides) && continues(b.strides) &&
           continues(out.strides);
  }

  /// Takes letters that only repeat the product into the product: the rows of
  /// all sentences are the rows of one matrix.
  void Fuse(std::string& repeated) {
    for (std::size_t i = repeated.size(); i-- > 0;) {
      for (const char inner : {plan.row, plan.column, plan.depth}) {
        if (inner == '\0' || !Continues(repeated[i], inner)) continue;
        sizes[inner] *= sizes[repeated[i]];
        repeated.erase(i, 1);
        break;
      }
    }
  }

  Index rows() const { return SizeOf(sizes, plan.row); }
  Index columns() const { return SizeOf(sizes, plan.column); }
  Index depth() const { return SizeOf(sizes, plan.depth); }

  /// (A B)^T = B^T A^T: the same product with out's rows and columns swapped.
  void Transpose() {
    std::swap(a, b);
    std::swap(plan.row, plan.column);
  }

  bool FitsMatrices() const {
    return Contiguous(out.strides, sizes, plan.column) &&
           (Contiguous(a.strides, sizes, plan.depth) ||
            Contiguous(a.strides, sizes, plan.row)) &&
           (Contiguous(b.strides, sizes, plan.column) ||
            Contiguous(b.strides, sizes, plan.depth));
  }

  /// The letters that the product is repeated along.
  std::string Repeated() const { return plan.repeat + plan.accumulate; }

  /// `body(offsets of a, b and out)` for every value of the letters.
  void ForEachCell(std::string_view letters,
                   FunctionRef<void(const std::array<Index, 3>&)> body) const {
    ForEachOffset(letters, sizes,
                  std::array<LetterMap, 3>{a.strides, b.strides, out.strides},
                  body);
  }

  void MultiplyMatrices() const {
    const auto strided = [&](const auto& side, char down, char beside,
                             Index at) {
      return Strided{side.data + at, StrideOf(side.strides, down),
                     StrideOf(side.strides, beside)};
    };
    const ProductSizes product{rows(), columns(), depth()};
    const auto multiply = [&](const std::array<Index, 3>& at) {
      AddProduct<Scalar>(product, strided(a, plan.row, plan.depth, at[0]),
                         strided(b, plan.depth, plan.column, at[1]),
                         strided(out, plan.row, plan.column, at[2]));
    };
    const std::string letters = Repeated();
    const Index threads = Threads();
    Index products = 1;
    for (const char letter : letters) products *= sizes[letter];
    // Few products are shared out row by row, and sums not at all.
    if (threads == 1 || products < threads || !plan.accumulate.empty()) {
      ForEachCell(letters, multiply);
      return;
    }
    Scratch<std::array<Index, 3>> places(static_cast<std::size_t>(products));
    std::size_t place = 0;
    ForEachCell(letters,
                [&](const std::array<Index, 3>& at) { places[place++] = at; });
    InParallel(static_cast<Index>(places.size()),
               GrainOf(product.rows * product.columns * product.depth),
               [&](Index begin, Index end) {
                 for (Index i = begin; i < end; ++i) {
                   multiply(places[static_cast<std::size_t>(i)]);
                 }
               });
  }

  void MultiplyCells() const {
    std::string letters = Repeated();
    for (const char letter : {plan.row, plan.column, plan.depth}) {
      if (letter != '\0') letters += letter;
    }
    ForEachCell(letters, [&](const std::array<Index, 3>& at) {
      out.data[at[2]] += a.data[at[0]] * b.data[at[1]];
    });
  }
};

template <typename Scalar>
void AddLettered(const ProductLetters& letters, View<const Scalar> a,
                 View<const Scalar> b, View<Scalar> out);

/// A product whose rows, columns or depth are several letters that do not lie
/// side by side, "bqm,hmd->bhqd", as one product of matrices: the operands are
/// put in order first, and the result after. False where that saves too little.
template <typename Scalar>
bool AddGrouped(const ProductLetters& letters, View<const Scalar> a,
                View<const Scalar> b, View<Scalar> out) {
  constexpr Index kWorthwhile = 16;  // so many products become one
  const auto& [la, lb, lo] = letters;
  const std::string rows = LettersNotIn(LettersIn(la, lo), lb);
  const std::string columns = LettersNotIn(LettersIn(lb, lo), la);
  const std::string depth = LettersNotIn(LettersIn(la, lb), lo);
  const std::string batch = LettersIn(LettersIn(la, lb), lo);
  if (batch.size() + rows.size() + depth.size() != la.size() ||
      batch.size() + columns.size() + depth.size() != lb.size() ||
      rows.size() + columns.size() + depth.size() < 4 || !batch.empty()) {
    return false;
  }
  const bool ordered = (la == rows + depth || la == depth + rows) &&
                       (lb == depth + columns || lb == columns + depth) &&
                       (lo == rows + columns || lo == columns + rows);
  LetterMap sizes(kUnknownSize);
  BindSizes("einsum", la, a.shape, sizes);
  BindSizes("einsum", lb, b.shape, sizes);
  BindSizes("einsum", lo, out.shape, sizes);
  Index products = 1;  // as letters stand: all but one of each side repeat
  for (const std::string* side : {&rows, &columns, &depth}) {
    for (std::size_t i = 0; i + 1 < side->size(); ++i)
      products *= sizes[(*side)[i]];
  }
  if (ordered || products < kWorthwhile) return false;
  const Ordered<Scalar> left(a, la, rows + depth, depth + rows);
  const Ordered<Scalar> right(b, lb, depth + columns, columns + depth);
  const auto add = [&](std::string_view result, View<Scalar> to) {
    AddLettered<Scalar>({left.letters(), right.letters(), result}, left.view(),
                        right.view(), to);
  };
  const std::string result = rows + columns;
  if (lo == result || lo == columns + rows) {
    add(lo, out);
    return true;
  }
  Scratch<Scalar> numbers(static_cast<std::size_t>(out.size()));
  const View<Scalar> ordered_out{numbers.data(),
                                 ShapeOf("einsum", result, sizes)};
  add(result, ordered_out);
  AddInto<Scalar>(ordered_out, result, out, lo);
  return true;
}

template <typename Scalar>
void AddLettered(const ProductLetters& letters, View<const Scalar> a,
                 View<const Scalar> b, View<Scalar> out) {
  if (AddGrouped<Scalar>(letters, a, b, out)) return;
  LetterMap sizes(kUnknownSize);
  BindSizes("einsum", letters.a, a.shape, sizes);
  BindSizes("einsum", letters.b, b.shape, sizes);
  BindSizes("einsum", letters.out, out.shape, sizes);
  Product<Scalar> product{{a.data, StridesOf(letters.a, a.shape)},
                          {b.data, StridesOf(letters.b, b.shape)},
                          {out.data, StridesOf(letters.out, out.shape)},
                          sizes,
                          MakePlan(letters)};
  product.Fuse(product.plan.repeat);
  product.Fuse(product.plan.accumulate);
  if (!product.FitsMatrices()) product.Transpose();
  if (product.FitsMatrices()) {
    product.MultiplyMatrices();
  } else {
    product.MultiplyCells();
  }
}

}  // namespace

template <typename Scalar>
void AddEinsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
               View<Scalar> out) {
  if (rule.inputs().size() < 2 || !rule.created().empty()) {
    Fail("einsum", "\"", rule.text(), "\" is no product of two operands");
  }
  AddLettered<Scalar>({rule.input(0), rule.input(1), rule.output()}, a, b, out);
}

template <typename Scalar>
void Einsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
            View<Scalar> out) {
  std::fill_n(out.data, out.size(), Scalar{0});
  AddEinsum<Scalar>(rule, a, b, out);
}

namespace {

/// Adds out_gradient times other, by their letters, to the gradient of the
/// operand with the letters `own`.
template <typename Scalar>
void AddProductGradient(const std::string& own, View<const Scalar> out_gradient,
                        const std::string& out, View<const Scalar> other,
                        const std::string& other_letters,
                        View<Scalar> gradient) {
  const std::string unreached =
      LettersNotIn(LettersNotIn(own, out), other_letters);
  const std::string reached = LettersNotIn(own, unreached);
  if (reached == own) {
    AddLettered<Scalar>({out, other_letters, own}, out_gradient, other,
                        gradient);
    return;
  }
  LetterMap sizes(kUnknownSize);
  BindSizes("einsum", own, gradient.shape, sizes);
  const Shape shape = ShapeOf("einsum", reached, sizes);
  Scratch<Scalar> numbers(static_cast<std::size_t>(shape.elements()));
  const View<Scalar> sum{numbers.data(), shape};
  AddLettered<Scalar>({out, other_letters, reached}, out_gradient, other, sum);
  AddInto<Scalar>(sum, reached, gradient, own);
}

}  // namespace

template <typename Scalar>
void EinsumBackward(const Rule& rule, View<const Scalar> a,
                    View<const Scalar> b, View<const Scalar> out_gradient,
                    View<Scalar> a_gradient, View<Scalar> b_gradient) {
  const std::string& out = rule.output();
  if (a_gradient.data != nullptr) {
    AddProductGradient<Scalar>(rule.input(0), out_gradient, out, b,
                               rule.input(1), a_gradient);
  }
  if (b_gradient.data != nullptr) {
    AddProductGradient<Scalar>(rule.input(1), out_gradient, out, a,
                               rule.input(0), b_gradient);
  }
}

template void AddEinsum(const Rule&, View<const float>, View<const float>,
                        View<float>);
template void AddEinsum(const Rule&, View<const double>, View<const double>,
                        View<double>);
template void Einsum(const Rule&, View<const float>, View<const float>,
                     View<float>);
template void Einsum(const Rule&, View<const double>, View<const double>,
                     View<double>);
template void EinsumBackward(const Rule&, View<const float>, View<const float>,
                             View<const float>, View<float>, View<float>);
template void EinsumBackward(const Rule&, View<const double>,
                             View<const double>, View<const double>,
                             View<double>, View<double>);

}  // namespace attention
