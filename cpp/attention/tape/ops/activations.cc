#include <cmath>

#include "attention/core/parallel.h"
#include "attention/kernels/four_activations.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

// Of most functions here, in additions.
constexpr Index kCost = 4;

template <typename Scalar, typename Function>
void ForEachCell(const Call<Scalar>& call, Function&& function) {
  InParallel(call.out.size(), GrainOf(kCost), [&](Index begin, Index end) {
    ForEachNumber(call.in[0].data + begin, end - begin, call.out.data + begin,
                  function);
  });
}

template <typename Scalar, typename Slope>
void AddSlopes(const BackwardCall<Scalar>& call, Slope&& slope) {
  if (!call.Wants(0)) return;
  InParallel(call.out.size(), GrainOf(kCost), [&](Index begin, Index end) {
    AddForEachNumber(call.in[0].data + begin, call.out_gradient.data + begin,
                     end - begin, call.in_gradients[0].data + begin, slope);
  });
}

/// "tf->tf", and so on: each cell by itself.
struct Relu {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    ForEachCell(call, [](const auto& x) { return attention::Relu(x); });
  }
  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    AddSlopes(call, [](const auto& x) { return ReluSlope(x); });
  }
  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    cell.Part("x", x.value);
    const double result = std::isnan(x.value) ? x.value : std::fmax(0, x.value);
    cell.Term({x}, result);
    return result;
  }
};

/// Attribute `approximate`: "none" or "tanh".
struct Gelu {
  static bool Approximate(const Attributes& attributes) {
    return TextOr(attributes, "approximate", "none") == "tanh";
  }
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    if (Approximate(call.attributes)) {
      ForEachCell(call, [](const auto& x) { return GeluTanh(x); });
    } else {
      ForEachCell(call, [](const auto& x) { return attention::Gelu(x); });
    }
  }
  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (Approximate(call.attributes)) {
      AddSlopes(call, [](const auto& x) { return GeluTanhSlope(x); });
    } else {
      AddSlopes(call, [](const auto& x) { return GeluSlope(x); });
    }
  }
  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    const double cubed = x.value * x.value * x.value;
    const double share =
        Approximate(cell.attributes())
            ? 0.5 + 0.5 * std::tanh(std::sqrt(2 / std::acos(-1.0)) *
                                    (x.value + 0.044715 * cubed))
            : 0.5 + 0.5 * std::erf(x.value / std::sqrt(2.0));
    cell.Part("x", x.value);
    cell.Part("share", share);  // of x that passes
    cell.Term({x}, x.value * share);
    return x.value * share;
  }
};

struct Silu {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    ForEachCell(call, [](const auto& x) { return attention::Silu(x); });
  }
  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    AddSlopes(call, [](const auto& x) { return SiluSlope(x); });
  }
  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    const double share = 0.5 + 0.5 * std::tanh(x.value / 2);  // the sigmoid
    cell.Part("x", x.value);
    cell.Part("share", share);
    cell.Term({x}, x.value * share);
    return x.value * share;
  }
};

struct Tanh {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    ForEachCell(call, [](const auto& x) { return attention::Tanh(x); });
  }
  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    AddSlopes(call, [](const auto& x) { return TanhSlope(x); });
  }
  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    const double grown = std::exp(-2 * std::fabs(x.value));
    const double result =
        std::copysign((1 - grown) / (1 + grown), x.value);  // no overflow
    cell.Part("x", x.value);
    cell.Term({x}, result);
    return result;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Relu, "relu");
ATTENTION_DEFINE_OP(Gelu, "gelu");
ATTENTION_DEFINE_OP(Silu, "silu");
ATTENTION_DEFINE_OP(Tanh, "tanh");

}  // namespace attention::ops
