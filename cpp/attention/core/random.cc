#include "attention/core/random.h"

#include <cmath>

namespace attention {

std::uint64_t Random::Next() {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

float Random::Uniform() {
  // 24 bits are what a float holds exactly; 2^-24 only moves the exponent.
  return static_cast<float>(Next() >> 40) * 0x1p-24f;
}

float Random::Symmetric(float bound) {
  return (2.0f * Uniform() - 1.0f) * bound;
}

std::size_t Random::Below(std::size_t count) {
  return static_cast<std::size_t>(Next() % count);
}

std::uint64_t SeedFor(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }
  return Random(Random(seed).Next() ^ hash).Next();
}

float XavierBound(double fan_in, double fan_out) {
  return static_cast<float>(std::sqrt(6.0 / (fan_in + fan_out)));
}

}  // namespace attention
