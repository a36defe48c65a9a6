#ifndef ATTENTION_CORE_RANDOM_H_
#define ATTENTION_CORE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace attention {

/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
/// generators"). Integers only, and each becomes a float without rounding, so
/// native, Node and every browser draw the same numbers from the same seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next();
  /// One of 2^24 evenly spaced floats in [0, 1).
  float Uniform();
  /// One of 2^24 evenly spaced floats in [-bound, bound).
  float Symmetric(float bound);
  /// An integer in [0, count); count is at least 1.
  std::size_t Below(std::size_t count);

 private:
  std::uint64_t state_;
};

/// A seed for one named tensor (or one word) of a run: FNV-1a over the name,
/// mixed with the run's seed. Names that differ give unrelated numbers.
std::uint64_t SeedFor(std::uint64_t seed, std::string_view name);

/// Half-width of Xavier's uniform distribution, sqrt(6 / (fan_in + fan_out)).
/// Source: Glorot and Bengio 2010, eq. (16).
float XavierBound(double fan_in, double fan_out);

}  // namespace attention

#endif  // ATTENTION_CORE_RANDOM_H_
