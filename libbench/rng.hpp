// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "libbench/mix64.hpp"

namespace pontage {

/// What a problem is made from besides its shape.
using Seed = std::uint64_t;

/// xoshiro256** (Blackman, Vigna 2018). Own generator because `std::*_distribution` gives different
/// numbers in different libraries: the same seed must make the same bytes on every machine and
/// compiler.
class Rng {
 public:
  explicit constexpr Rng(Seed seed) {
    for (auto& word : state_) word = seed = mix64(seed);
  }

  constexpr std::uint64_t next() {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

  /// Uniform in [0, bound), exactly (Lemire 2019: multiply, reject the biased remainder). bound >
  /// 0.
  constexpr std::uint64_t below(std::uint64_t bound) {
    auto product = static_cast<Wide>(next()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const std::uint64_t threshold = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < threshold)
        product = static_cast<Wide>(next()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  /// Uniform in [0, 1) with 53 bits.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// Fisher–Yates: every order equally likely.
  template <class T>
  constexpr void shuffle(std::span<T> items) {
    for (std::size_t n = items.size(); n > 1; --n) std::swap(items[n - 1], items[below(n)]);
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::uint64_t rotate(std::uint64_t x, int k) {
    return (x << k) | (x >> (64 - k));
  }
  std::uint64_t state_[4] = {};
};

}  // namespace pontage
