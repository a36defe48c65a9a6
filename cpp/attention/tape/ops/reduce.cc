#include "attention/kernels/reduce.h"

#include <string>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// The result of an op "...->n" is one number.
void CheckOneNumber(std::string_view op, const Shape& shape) {
  if (shape.elements() != 1) {
    Fail(op, "the result is one number, not of shape ", shape);
  }
}

/// "hqk->n" (n of size 1): of all numbers.
struct Sum {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    CheckOneNumber("sum", call.out.shape);
    call.out.data[0] = attention::Sum<Scalar>(call.in[0]);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    SumBackward<Scalar>(call.out_gradient.data[0], 1, call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading x = cell.Read(0);
      cell.Term({x}, x.value);
      sum += x.value;
    });
    return sum;
  }
};

/// "hqk->n": the mean of all numbers.
struct Mean {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    CheckOneNumber("mean", call.out.shape);
    if (call.in[0].size() == 0) {
      Fail("mean", "of no numbers, of shape ", call.in[0].shape);
    }
    call.out.data[0] = attention::Sum<Scalar>(call.in[0]) /
                       static_cast<Scalar>(call.in[0].size());
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    SumBackward<Scalar>(call.out_gradient.data[0],
                        1 / static_cast<Scalar>(call.in[0].size()),
                        call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    Index count = 0;
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading x = cell.Read(0);
      cell.Term({x}, x.value);
      sum += x.value;
      ++count;
    });
    cell.Part("sum", sum);
    cell.Part("count", count);
    return sum / static_cast<double>(count);
  }
};

/// "hqk->n": the one cell that attribute `index` names, "0,2,1".
struct Pick {
  template <typename Scalar>
  static Index Offset(const Attributes& attributes, View<const Scalar> in) {
    return CellNamed("pick", TextOr(attributes, "index", ""), in.shape);
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    CheckOneNumber("pick", call.out.shape);
    call.out.data[0] =
        call.in[0].data[Offset<Scalar>(call.attributes, call.in[0])];
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    call.in_gradients[0].data[Offset<Scalar>(call.attributes, call.in[0])] +=
        call.out_gradient.data[0];
  }

  static double Replay(Cell& cell) {
    const std::string_view index = TextOr(cell.attributes(), "index", "");
    return ReadAt(cell, cell.rule().input(0), index);
  }

  /// Moves each letter in turn to the number that stands in its place.
  static double ReadAt(Cell& cell, std::string_view letters,
                       std::string_view numbers) {
    if (letters.empty()) {
      const Reading x = cell.Read(0);
      cell.Term({x}, x.value);
      return x.value;
    }
    const std::size_t comma = numbers.find(',');
    double value = 0;
    cell.At(letters.front(), std::stol(std::string(numbers)), [&] {
      value =
          ReadAt(cell, letters.substr(1),
                 comma == std::string_view::npos ? std::string_view()
                                                 : numbers.substr(comma + 1));
    });
    return value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Sum, "sum");
ATTENTION_DEFINE_OP(Mean, "mean");
ATTENTION_DEFINE_OP(Pick, "pick");

}  // namespace attention::ops
