#include "attention/kernels/einsum.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/loops.h"
#include "attention/core/parallel.h"
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

Plan MakePlan(const Rule& rule) {
  Plan plan;
  const std::string& a = rule.input(0);
  const std::string& b = rule.input(1);
  for (const char letter : rule.output()) {
    if (HasLetter(a, letter) && !HasLetter(b, letter)) plan.row = letter;
    if (HasLetter(b, letter) && !HasLetter(a, letter)) plan.column = letter;
  }
  for (const char letter : rule.summed()) {
    if (HasLetter(a, letter) && HasLetter(b, letter)) plan.depth = letter;
  }
  for (const char letter : rule.output()) {
    if (letter != plan.row && letter != plan.column) plan.repeat += letter;
  }
  for (const char letter : rule.summed()) {
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
    for (const LetterMap& strides : {a.strides, b.strides, out.strides}) {
      if (strides[outer] != strides[inner] * sizes[inner]) return false;
    }
    return true;
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

  /// `body(offsets of a, b and out)` for every repetition of the product.
  template <typename Body>
  void ForEachProduct(Body&& body) const {
    ForEachOffset(plan.repeat + plan.accumulate, sizes,
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
    const Index threads = Threads();
    // Few products are shared out row by row, and sums not at all.
    if (threads == 1 || Products() < threads || !plan.accumulate.empty()) {
      ForEachProduct(multiply);
      return;
    }
    std::vector<std::array<Index, 3>> places;
    ForEachProduct(
        [&](const std::array<Index, 3>& at) { places.push_back(at); });
    InParallel(std::ssize(places),
               GrainOf(product.rows * product.columns * product.depth),
               [&](Index begin, Index end) {
                 for (Index i = begin; i < end; ++i) {
                   multiply(places[static_cast<std::size_t>(i)]);
                 }
               });
  }

  /// How many there are for ForEachProduct.
  Index Products() const {
    Index count = 1;
    for (const char letter : plan.repeat + plan.accumulate) {
      count *= sizes[letter];
    }
    return count;
  }

  void MultiplyCells() const {
    std::string letters = plan.repeat + plan.accumulate;
    for (const char letter : {plan.row, plan.column, plan.depth}) {
      if (letter != '\0') letters += letter;
    }
    ForEachOffset(letters, sizes,
                  std::array<LetterMap, 3>{a.strides, b.strides, out.strides},
                  [&](const std::array<Index, 3>& at) {
                    out.data[at[2]] += a.data[at[0]] * b.data[at[1]];
                  });
  }
};

/// A product whose rows, columns or depth are several letters that do not lie
/// side by side, "bqm,hmd->bhqd", as one product of matrices: the operands are
/// put in order first, and the result after. False where that saves too little.
template <typename Scalar>
bool AddGrouped(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
                View<Scalar> out) {
  constexpr Index kWorthwhile = 16;  // so many products become one
  const std::string& la = rule.input(0);
  const std::string& lb = rule.input(1);
  const std::string& lo = rule.output();
  const auto in_a = [&](char c) { return HasLetter(la, c); };
  const auto in_b = [&](char c) { return HasLetter(lb, c); };
  const auto in_out = [&](char c) { return HasLetter(lo, c); };
  const std::string rows =
      Letters(la, [&](char c) { return in_out(c) && !in_b(c); });
  const std::string columns =
      Letters(lb, [&](char c) { return in_out(c) && !in_a(c); });
  const std::string depth =
      Letters(la, [&](char c) { return in_b(c) && !in_out(c); });
  const std::string batch =
      Letters(la, [&](char c) { return in_b(c) && in_out(c); });
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
  for (const std::string& side : {rows, columns, depth}) {
    for (std::size_t i = 0; i + 1 < side.size(); ++i)
      products *= sizes[side[i]];
  }
  if (ordered || products < kWorthwhile) return false;
  const Ordered<Scalar> left(a, la, rows + depth, depth + rows);
  const Ordered<Scalar> right(b, lb, depth + columns, columns + depth);
  const auto text = [&](const std::string& result) {
    return left.letters() + "," + right.letters() + "->" + result;
  };
  if (lo == rows + columns || lo == columns + rows) {
    AddEinsum<Scalar>(Rule(text(lo)), left.view(), right.view(), out);
    return true;
  }
  std::vector<Scalar> numbers(static_cast<std::size_t>(out.size()));
  const std::string letters = rows + columns;
  const View<Scalar> result{numbers.data(), ShapeOf("einsum", letters, sizes)};
  AddEinsum<Scalar>(Rule(text(letters)), left.view(), right.view(), result);
  AddInto<Scalar>(result, letters, out, lo);
  return true;
}

}  // namespace

template <typename Scalar>
void AddEinsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
               View<Scalar> out) {
  if (rule.inputs().size() < 2 || !rule.created().empty()) {
    Fail("einsum", "\"", rule.text(), "\" is no product of two operands");
  }
  if (AddGrouped<Scalar>(rule, a, b, out)) return;
  LetterMap sizes(kUnknownSize);
  BindSizes("einsum", rule.input(0), a.shape, sizes);
  BindSizes("einsum", rule.input(1), b.shape, sizes);
  BindSizes("einsum", rule.output(), out.shape, sizes);
  Product<Scalar> product{{a.data, StridesOf(rule.input(0), a.shape)},
                          {b.data, StridesOf(rule.input(1), b.shape)},
                          {out.data, StridesOf(rule.output(), out.shape)},
                          sizes,
                          MakePlan(rule)};
  product.Fuse(product.plan.repeat);
  product.Fuse(product.plan.accumulate);
  if (!product.FitsMatrices()) product.Transpose();
  if (product.FitsMatrices()) {
    product.MultiplyMatrices();
  } else {
    product.MultiplyCells();
  }
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
  std::string reached;  // the letters of own that the product reaches
  std::vector<Index> sizes;
  for (std::size_t axis = 0; axis < own.size(); ++axis) {
    if (!HasLetter(out, own[axis]) && !HasLetter(other_letters, own[axis])) {
      continue;
    }
    reached += own[axis];
    sizes.push_back(gradient.shape[static_cast<Index>(axis)]);
  }
  const Rule rule(out + "," + other_letters + "->" + reached);
  if (reached == own) {
    AddEinsum<Scalar>(rule, out_gradient, other, gradient);
    return;
  }
  const Shape shape(sizes);
  std::vector<Scalar> numbers(static_cast<std::size_t>(shape.elements()));
  AddEinsum<Scalar>(rule, out_gradient, other, {numbers.data(), shape});
  AddInto<Scalar>({numbers.data(), shape}, reached, gradient, own);
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
