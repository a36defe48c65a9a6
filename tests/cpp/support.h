#ifndef TESTS_CPP_SUPPORT_H_
#define TESTS_CPP_SUPPORT_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/random.h"
#include "attention/models/run.h"

namespace attention::testing {

inline constexpr float kInfinity = std::numeric_limits<float>::infinity();
inline constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// How many cases a light property is tried on.
inline constexpr int kLightCases = 10000;

template <typename Scalar = float>
std::vector<Scalar> RandomNumbers(Random& random, Index count,
                                  float bound = 2) {
  std::vector<Scalar> numbers(static_cast<std::size_t>(count));
  for (Scalar& number : numbers) number = random.Symmetric(bound);
  return numbers;
}

inline GivenTensor RandomTensor(Random& random, const Shape& shape) {
  return {shape, RandomNumbers(random, shape.elements())};
}

/// A size from `smallest` to `largest`.
inline Index Draw(Random& random, Index smallest, Index largest) {
  const auto count = static_cast<std::size_t>(largest - smallest + 1);
  return smallest + static_cast<Index>(random.Below(count));
}

template <typename Scalar>
std::vector<Scalar> ValuesOf(const BasicTape<Scalar>& tape, TensorId id) {
  const auto numbers = tape.Read(id).span();
  return {numbers.begin(), numbers.end()};
}

/// The tensor's numbers; a test failure and nothing when there is none.
template <typename Scalar>
std::vector<Scalar> ValuesOf(const BasicTape<Scalar>& tape,
                             std::string_view name) {
  const auto id = tape.Find(name);
  EXPECT_TRUE(id.has_value()) << "no tensor " << name;
  return id ? ValuesOf(tape, *id) : std::vector<Scalar>{};
}

/// The largest absolute difference; infinite where sizes differ or only one is
/// NaN.
template <typename A, typename B>
double WorstDifference(const std::vector<A>& a, const std::vector<B>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto left = static_cast<double>(a[i]);
    const auto right = static_cast<double>(b[i]);
    if (left == right || (std::isnan(left) && std::isnan(right))) continue;
    const double difference = std::abs(left - right);
    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, difference);
  }
  return worst;
}

/// The message of what the body throws; "" when it throws nothing.
template <typename Body>
std::string MessageOf(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

inline RunSpec Sentence(std::string text) {
  RunSpec spec;
  spec.texts = {std::move(text)};
  return spec;
}

inline MaskRuleSpec Causal() { return {.rule = "causal"}; }

}  // namespace attention::testing

#endif  // TESTS_CPP_SUPPORT_H_
