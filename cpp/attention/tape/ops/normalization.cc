#include "attention/kernels/normalization.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/parallel.h"
#include "attention/core/scratch.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

constexpr double kEpsilon = 1e-5;

double EpsilonOf(const Attributes& attributes) {
  return NumberOr(attributes, "epsilon", kEpsilon);
}

/// Attribute `formula`: "variance" or "std" (S10).
NormFormula FormulaOf(const Attributes& attributes) {
  return TextOr(attributes, "formula", "variance") == "std"
             ? NormFormula::kStd
             : NormFormula::kVariance;
}

/// A tensor seen as rows of its last letter.
template <typename Scalar>
struct Rows {
  Index count;
  Index width;

  explicit Rows(const View<Scalar>& view) {
    width = view.shape[view.shape.rank() - 1];
    count = width == 0 ? 0 : view.size() / width;
  }
};

/// One letter for gamma, and for beta: the last of the operand's.
void CheckLetters(std::string_view op, const Rule& rule) {
  const std::string_view last(&rule.output().back(), 1);
  for (std::size_t i = 1; i < rule.inputs().size(); ++i) {
    if (rule.input(i) != last || rule.input(0) != rule.output()) {
      Fail(op, "\"", rule.text(), "\" does not normalise over its last letter");
    }
  }
}

/// "tm,m,m->tm": gamma (x - mean) / deviation + beta over the last letter.
struct LayerNorm {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    CheckLetters("layer_norm", call.rule);
    const Rows rows(call.out);
    attention::LayerNorm<Scalar>(call.in[0].data, rows.count, rows.width,
                                 EpsilonOf(call.attributes),
                                 FormulaOf(call.attributes), call.out.data);
    for (Index row = 0; row < rows.count; ++row) {
      Scalar* y = call.out.data + row * rows.width;
      for (Index i = 0; i < rows.width; ++i) {
        y[i] = y[i] * call.in[1].data[i] + call.in[2].data[i];
      }
    }
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Rows rows(call.out);
    const double epsilon = EpsilonOf(call.attributes);
    const NormFormula formula = FormulaOf(call.attributes);
    Scratch<RowMoments> moments(static_cast<std::size_t>(rows.count));
    RowMoments* const all = moments.data();
    InParallel(rows.count, GrainOf(8 * rows.width), [&](Index from, Index to) {
      for (Index row = from; row < to; ++row) {
        const Scalar* x = call.in[0].data + row * rows.width;
        RowMoments& of = all[row];
        of = MomentsOf(x, rows.width, epsilon, formula);
        if (!call.Wants(0)) continue;
        const Scalar* gradient = call.out_gradient.data + row * rows.width;
        const Scalar* gamma = call.in[1].data;
        LayerNormRowBackward<Scalar>(
            x, rows.width, of, formula,
            [&](Index i) {
              return static_cast<double>(gradient[i]) *
                     static_cast<double>(gamma[i]);
            },
            call.in_gradients[0].data + row * rows.width);
      }
    });
    for (Index row = 0; row < rows.count; ++row) {
      const Scalar* x = call.in[0].data + row * rows.width;
      const Scalar* gradient = call.out_gradient.data + row * rows.width;
      const RowMoments& of = all[row];
      if (call.Wants(1)) {
        Scalar* gamma = call.in_gradients[1].data;
        for (Index i = 0; i < rows.width; ++i) {
          gamma[i] += static_cast<Scalar>(
              static_cast<double>(gradient[i]) *
              (static_cast<double>(x[i]) - of.mean) * of.inverse);
        }
      }
      if (call.Wants(2)) {
        Scalar* beta = call.in_gradients[2].data;
        for (Index i = 0; i < rows.width; ++i) beta[i] += gradient[i];
      }
    }
  }

  static double Replay(Cell& cell) {
    const std::string_view last(&cell.rule().output().back(), 1);
    const auto count = static_cast<double>(cell.size(last[0]));
    double mean = 0;
    std::vector<double> row;
    cell.ForEach(last, [&] {
      row.push_back(cell.Read(0).value);
      mean += row.back() / count;
    });
    double variance = 0;
    for (const double x : row) variance += (x - mean) * (x - mean) / count;
    const double epsilon = EpsilonOf(cell.attributes());
    const bool std = FormulaOf(cell.attributes()) == NormFormula::kStd;
    const double divisor =
        std ? std::sqrt(variance) + epsilon : std::sqrt(variance + epsilon);
    const Reading x = cell.Read(0);
    const Reading gamma = cell.Read(1);
    const Reading beta = cell.Read(2);
    const double normalised = (x.value - mean) / divisor;
    cell.Term({gamma}, normalised * gamma.value);
    cell.Term({beta}, beta.value);
    cell.Part("x", x.value);
    cell.Part("mean", mean);
    cell.Part("variance", variance);
    cell.Part("epsilon", epsilon);
    cell.Part("divisor", divisor);
    cell.Part("normalised", normalised);
    return normalised * gamma.value + beta.value;
  }
};

/// "tm,m->tm": gamma x / sqrt(mean of squares + epsilon).
struct RmsNorm {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    CheckLetters("rms_norm", call.rule);
    const Rows rows(call.out);
    attention::RmsNorm<Scalar>(call.in[0].data, rows.count, rows.width,
                               EpsilonOf(call.attributes), call.out.data);
    for (Index i = 0; i < call.out.size(); ++i) {
      call.out.data[i] *= call.in[1].data[i % rows.width];
    }
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Rows rows(call.out);
    const double epsilon = EpsilonOf(call.attributes);
    for (Index row = 0; row < rows.count; ++row) {
      const Scalar* x = call.in[0].data + row * rows.width;
      const Scalar* gradient = call.out_gradient.data + row * rows.width;
      if (call.Wants(1)) {
        const double inverse = InverseRootMeanSquare(x, rows.width, epsilon);
        for (Index i = 0; i < rows.width; ++i) {
          call.in_gradients[1].data[i] +=
              static_cast<Scalar>(static_cast<double>(gradient[i]) *
                                  static_cast<double>(x[i]) * inverse);
        }
      }
      if (!call.Wants(0)) continue;
      RmsNormRowBackward<Scalar>(
          x, rows.width, epsilon,
          [&](Index i) {
            return static_cast<double>(gradient[i]) *
                   static_cast<double>(call.in[1].data[i]);
          },
          call.in_gradients[0].data + row * rows.width);
    }
  }

  static double Replay(Cell& cell) {
    const std::string_view last(&cell.rule().output().back(), 1);
    const auto count = static_cast<double>(cell.size(last[0]));
    double mean_square = 0;
    cell.ForEach(last, [&] {
      const double x = cell.Read(0).value;
      mean_square += x * x / count;
    });
    const double epsilon = EpsilonOf(cell.attributes());
    const double divisor = std::sqrt(mean_square + epsilon);
    const Reading x = cell.Read(0);
    const Reading gamma = cell.Read(1);
    const double normalised = x.value / divisor;
    cell.Term({gamma}, normalised * gamma.value);
    cell.Part("x", x.value);
    cell.Part("mean_square", mean_square);
    cell.Part("epsilon", epsilon);
    cell.Part("divisor", divisor);
    cell.Part("normalised", normalised);
    return normalised * gamma.value;
  }
};

/// "m->m", "bm->bm": x / sqrt(max(sum of squares, epsilon)) over the last
/// letter; epsilon is 1e-12 where nothing is said.
struct L2Norm {
  static double FloorOf(const Attributes& attributes) {
    return NumberOr(attributes, "epsilon", 1e-12);
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    CheckLetters("l2_norm", call.rule);
    const Rows rows(call.out);
    attention::L2Norm<Scalar>(call.in[0].data, rows.count, rows.width,
                              FloorOf(call.attributes), call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const Rows rows(call.out);
    for (Index row = 0; row < rows.count; ++row) {
      const Index at = row * rows.width;
      L2NormRowBackward<Scalar>(
          call.in[0].data + at, rows.width, FloorOf(call.attributes),
          call.out_gradient.data + at, call.in_gradients[0].data + at);
    }
  }

  static double Replay(Cell& cell) {
    const std::string_view last(&cell.rule().output().back(), 1);
    double squares = 0;
    cell.ForEach(last, [&] {
      const double x = cell.Read(0).value;
      squares += x * x;
    });
    const Reading x = cell.Read(0);
    const double divisor =
        std::sqrt(std::max(squares, FloorOf(cell.attributes())));
    cell.Term({x}, x.value / divisor);
    cell.Part("x", x.value);
    cell.Part("squares", squares);
    cell.Part("divisor", divisor);
    return x.value / divisor;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(LayerNorm, "layer_norm");
ATTENTION_DEFINE_OP(RmsNorm, "rms_norm");
ATTENTION_DEFINE_OP(L2Norm, "l2_norm");

}  // namespace attention::ops
