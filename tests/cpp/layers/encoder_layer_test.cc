#include "attention/layers/encoder_layer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "attention/layers/linear_layer.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using Numbers = std::vector<float>;
using Doubles = std::vector<double>;

struct Given {
  EncoderLayerOptions options;
  std::vector<Numbers> attention;  // q, k, v, output, then their biases
  Numbers hidden, hidden_bias, out, out_bias;
  Numbers norm1, norm1_bias, norm2, norm2_bias;
};

Given MakeGiven(Random& random, const EncoderLayerOptions& options) {
  const Index d = options.attention.d_model;
  const Index f = options.d_ff;
  const float bound = 1 / std::sqrt(static_cast<float>(d));
  const auto draw = [&](Index count, float most) {
    return testing::RandomNumbers(random, count, most);
  };
  Given given;
  given.options = options;
  for (int i = 0; i < 4; ++i) given.attention.push_back(draw(d * d, bound));
  for (int i = 0; i < 4; ++i) given.attention.push_back(draw(d, 0.5F));
  given.hidden = draw(d * f, bound);
  given.hidden_bias = draw(f, 0.5F);
  given.out = draw(f * d, bound);
  given.out_bias = draw(d, 0.5F);
  given.norm1 = draw(d, 2);
  given.norm1_bias = draw(d, 1);
  given.norm2 = draw(d, 2);
  given.norm2_bias = draw(d, 1);
  return given;
}

AttentionWeights AttentionOf(const Given& given) {
  const auto& w = given.attention;
  return {w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]};
}

EncoderWeights WeightsOf(const Given& g) {
  return {AttentionOf(g), g.hidden,     g.hidden_bias, g.out,       g.out_bias,
          g.norm1,        g.norm1_bias, g.norm2,       g.norm2_bias};
}

Numbers RunOnce(RowsLayer& layer, const Numbers& x, Index rows) {
  std::ranges::copy(x, layer.Input(rows).begin());
  const auto result = layer.Run();
  return {result.begin(), result.end()};
}

Doubles Times(const Doubles& x, Index depth, const Numbers& weight,
              const Numbers& bias) {
  const std::size_t k = static_cast<std::size_t>(depth);
  const std::size_t width = bias.size();
  Doubles result;
  for (std::size_t row = 0; row < x.size() / k; ++row) {
    for (std::size_t c = 0; c < width; ++c) {
      double sum = bias[c];
      for (std::size_t m = 0; m < k; ++m) {
        sum += x[row * k + m] * weight[m * width + c];
      }
      result.push_back(sum);
    }
  }
  return result;
}

Doubles Normalized(Doubles x, const Numbers& weight, const Numbers& bias,
                   double epsilon) {
  const std::size_t d = weight.size();
  for (std::size_t first = 0; first < x.size(); first += d) {
    double mean = 0;
    for (std::size_t i = 0; i < d; ++i) mean += x[first + i] / double(d);
    double variance = 0;
    for (std::size_t i = 0; i < d; ++i) {
      variance += std::pow(x[first + i] - mean, 2) / double(d);
    }
    for (std::size_t i = 0; i < d; ++i) {
      x[first + i] =
          (x[first + i] - mean) / std::sqrt(variance + epsilon) * weight[i] +
          bias[i];
    }
  }
  return x;
}

Doubles Sum(Doubles a, const Doubles& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

/// The layer in double, around attention that is tested by itself.
Doubles Expected(const Given& g, const Numbers& given_x, Index rows) {
  const double epsilon = g.options.epsilon;
  const Index d = g.options.attention.d_model;
  Doubles x(given_x.begin(), given_x.end());
  const auto attended = [&](const Doubles& from) {
    AttentionLayer layer(g.options.attention, AttentionOf(g));
    const Numbers result =
        RunOnce(layer, Numbers(from.begin(), from.end()), rows);
    return Doubles(result.begin(), result.end());
  };
  const auto network = [&](const Doubles& from) {
    Doubles hidden = Times(from, d, g.hidden, g.hidden_bias);
    for (double& number : hidden) {
      number = g.options.activation == RowsActivation::kRelu
                   ? std::max(number, 0.0)
                   : number * std::erfc(-number / std::sqrt(2.0)) / 2;
    }
    return Times(hidden, g.options.d_ff, g.out, g.out_bias);
  };
  if (g.options.norm_first) {
    x = Sum(x, attended(Normalized(x, g.norm1, g.norm1_bias, epsilon)));
    return Sum(x, network(Normalized(x, g.norm2, g.norm2_bias, epsilon)));
  }
  x = Normalized(Sum(x, attended(x)), g.norm1, g.norm1_bias, epsilon);
  return Normalized(Sum(x, network(x)), g.norm2, g.norm2_bias, epsilon);
}

TEST(EncoderLayerTest, AgreesWithTheFormulaInDoubleForAllLengthsUpTo67) {
  Random random(51);
  for (Index rows = 1; rows <= 67; ++rows) {
    EncoderLayerOptions options;
    const Index heads = Draw(random, 1, 3);
    options.attention = {heads * Draw(random, 2, 12), heads, rows % 2 == 0};
    options.d_ff = Draw(random, 1, 67);
    options.activation =
        rows % 3 == 0 ? RowsActivation::kGelu : RowsActivation::kRelu;
    options.norm_first = rows % 5 < 2;
    const Given given = MakeGiven(random, options);
    EncoderLayer layer(options, WeightsOf(given));
    const Numbers x =
        testing::RandomNumbers(random, rows * options.attention.d_model);
    for (int run = 0; run < 2; ++run) {
      EXPECT_LT(testing::WorstDifference(RunOnce(layer, x, rows),
                                         Expected(given, x, rows)),
                2e-4)
          << rows << " rows, run " << run;
    }
  }
}

TEST(EncoderLayerTest, RefusesWhatDoesNotFitUnderItsOwnName) {
  Random random(52);
  EncoderLayerOptions options;
  options.attention = {6, 2, false};
  options.d_ff = 5;
  Given given = MakeGiven(random, options);
  const auto make = [&] {
    return testing::MessageOf([&] {
      EncoderLayer layer(given.options, WeightsOf(given));
      Numbers x(12, 1);
      x[7] = testing::kInfinity;
      RunOnce(layer, x, 2);
    });
  };
  EXPECT_EQ(make(), "[encoderLayer] x[7] is inf; every number must be finite");
  given.options.epsilon = 0;
  EXPECT_EQ(make(), "[encoderLayer] epsilon is 0; it must be more than 0");
  given.options.epsilon = 1e-5;
  given.attention[1][3] = testing::kNan;
  EXPECT_EQ(make(),
            "[encoderLayer] key[3] is nan; every number must be finite");
  given.norm2_bias.pop_back();
  EXPECT_EQ(make(), "[encoderLayer] norm2Bias has 5 numbers instead of 6");
  given.options.d_ff = 0;
  EXPECT_EQ(make(),
            "[encoderLayer] d_model is 6 and d_ff 0; each must be from 1 to "
            "8192");
}

TEST(LinearLayerTest, MultipliesRowsOfAnyNumberAndForgetsTheRunBefore) {
  Random random(53);
  const Numbers weight = testing::RandomNumbers(random, 7 * 10);
  const Numbers bias = testing::RandomNumbers(random, 10);
  LinearLayer layer(weight, 7, 10, bias);
  for (const Index rows : {33, 1, 8, 12, 33}) {
    const Numbers x = testing::RandomNumbers(random, rows * 7);
    const Doubles wanted = Times(Doubles(x.begin(), x.end()), 7, weight, bias);
    EXPECT_LT(testing::WorstDifference(RunOnce(layer, x, rows), wanted), 1e-5);
  }
}

TEST(LinearLayerTest, RefusesWhatDoesNotFitAndWhatIsNotFinite) {
  Numbers weight(6, 1);
  const auto make = [&](Index depth, Index width) {
    return testing::MessageOf([&] {
      LinearLayer layer(weight, depth, width, {});
      layer.Run();
    });
  };
  EXPECT_EQ(make(2, 3), "[linearLayer] x is missing");
  EXPECT_EQ(make(2, 0), "[linearLayer] weight has no numbers");
  EXPECT_EQ(make(2, 9000),
            "[linearLayer] weight is 2 x 9000; neither may be more than 8192");
  EXPECT_EQ(make(3, 3), "[linearLayer] weight has 6 numbers instead of 9");
  weight[5] = testing::kNan;
  EXPECT_EQ(make(2, 3),
            "[linearLayer] weight[5] is nan; every number must be finite");
}

}  // namespace
}  // namespace attention
