#include "attention/kernels/sinusoidal.h"

#include <cmath>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "->tm": no operands; where the cell stands is all that counts. Attribute
/// `offset`: the first row's position.
struct Sinusoidal {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Sinusoidal<Scalar>(IndexOr(call.attributes, "offset", 0),
                                  call.out);
  }

  static double Replay(Cell& cell) {
    const char position_letter = cell.rule().output()[0];
    const char dimension_letter = cell.rule().output()[1];
    const Index position =
        cell.at(position_letter) + IndexOr(cell.attributes(), "offset", 0);
    const Index dimension = cell.at(dimension_letter);
    const double exponent = 2.0 * static_cast<double>(dimension / 2) /
                            static_cast<double>(cell.size(dimension_letter));
    const double rate = 1.0 / std::pow(10000.0, exponent);
    const double angle = static_cast<double>(position) * rate;
    cell.Part("position", position);
    cell.Part("dimension", dimension);
    cell.Part("d_model", cell.size(dimension_letter));
    cell.Part("rate", rate);
    cell.Part("angle", angle);
    return dimension % 2 == 0 ? std::sin(angle) : std::cos(angle);
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Sinusoidal, "sinusoidal");

}  // namespace attention::ops
