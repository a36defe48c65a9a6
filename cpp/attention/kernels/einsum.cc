#include "attention/kernels/einsum.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/loops.h"
#include "attention/core/matrix.h"
#include "attention/kernels/broadcast.h"

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

  template <typename MapA, typename MapB>
  void MultiplyMaps() const {
    constexpr bool kRowMajorA = MapA::IsRowMajor;
    constexpr bool kRowMajorB = MapB::IsRowMajor;
    const Index stride_a =
        StrideOf(a.strides, kRowMajorA ? plan.row : plan.depth);
    const Index stride_b =
        StrideOf(b.strides, kRowMajorB ? plan.depth : plan.column);
    const Index stride_out = StrideOf(out.strides, plan.row);
    ForEachProduct([&](const std::array<Index, 3>& at) {
      const MapA left(a.data + at[0], rows(), depth(),
                      Eigen::OuterStride<>(stride_a));
      const MapB right(b.data + at[1], depth(), columns(),
                       Eigen::OuterStride<>(stride_b));
      RowMap<Scalar> result(out.data + at[2], rows(), columns(),
                            Eigen::OuterStride<>(stride_out));
      result.noalias() += left * right;
    });
  }

  void MultiplyMatrices() const {
    using RowMajor = ConstMap<RowMatrix<Scalar>>;
    using ColumnMajor = ConstMap<ColumnMatrix<Scalar>>;
    const bool row_major_a = Contiguous(a.strides, sizes, plan.depth);
    const bool row_major_b = Contiguous(b.strides, sizes, plan.column);
    if (row_major_a && row_major_b) {
      MultiplyMaps<RowMajor, RowMajor>();
    } else if (row_major_a) {
      MultiplyMaps<RowMajor, ColumnMajor>();
    } else if (row_major_b) {
      MultiplyMaps<ColumnMajor, RowMajor>();
    } else {
      MultiplyMaps<ColumnMajor, ColumnMajor>();
    }
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

}  // namespace

template <typename Scalar>
void AddEinsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
               View<Scalar> out) {
  if (rule.inputs().size() < 2 || !rule.created().empty()) {
    Fail("einsum", "\"", rule.text(), "\" is no product of two operands");
  }
  LetterMap sizes(kUnknownSize);
  BindSizes("einsum", rule.input(0), a.shape, sizes);
  BindSizes("einsum", rule.input(1), b.shape, sizes);
  BindSizes("einsum", rule.output(), out.shape, sizes);
  Product<Scalar> product{{a.data, StridesOf(rule.input(0), a.shape)},
                          {b.data, StridesOf(rule.input(1), b.shape)},
                          {out.data, StridesOf(rule.output(), out.shape)},
                          sizes,
                          MakePlan(rule)};
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
