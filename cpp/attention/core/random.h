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

  std::uint64_t Next() {
    state_ += kStride;
    return Mixed(state_);
  }
  /// One of 2^24 evenly spaced floats in [0, 1).
  float Uniform() { return ToUniform(Next()); }
  /// The float that Uniform gives after `place` others have been drawn from the
  /// seed: no draw depends on another, so that a loop can draw many at once.
  static float UniformAt(std::uint64_t seed, std::uint64_t place) {
    return ToUniform(Mixed(seed + (place + 1) * kStride));
  }
  /// One of 2^24 evenly spaced floats in [-bound, bound).
  float Symmetric(float bound);
  /// An integer in [0, count); count is at least 1.
  std::size_t Below(std::size_t count);

 private:
  static constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15u;

  static std::uint64_t Mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// 24 bits are what a float holds exactly; 2^-24 only moves the exponent.
  static float ToUniform(std::uint64_t drawn) {
    return static_cast<float>(static_cast<std::int32_t>(drawn >> 40)) *
           0x1p-24f;
  }

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
