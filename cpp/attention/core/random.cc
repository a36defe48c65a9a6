#include "attention/core/random.h"

#include <cmath>

namespace attention {

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
