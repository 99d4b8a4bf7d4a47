// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/rng.hpp"

namespace pontage::desktop {

/// Smooth noise of 0 to 255 at (x, y) in 256ths of a lattice cell, in integers: random values at
/// the corners (of `seed`), joined by 3t² − 2t³ along x, then y.
constexpr std::int32_t value_noise(std::int64_t x, std::int64_t y, Seed seed) {
  const auto corner = [&](std::int64_t column, std::int64_t line) {
    const auto key = static_cast<std::uint64_t>(column) * 0x100000001ULL ^
                     static_cast<std::uint64_t>(line) << 20;
    return static_cast<std::int64_t>(mix64(key ^ seed) >> 56);
  };
  const auto eased = [](std::int64_t t) { return t * t * (768 - 2 * t) >> 16; };  // of 256
  const std::int64_t column = x >> 8, line = y >> 8, u = eased(x & 255), v = eased(y & 255);
  const std::int64_t above = corner(column, line) * (256 - u) + corner(column + 1, line) * u;
  const std::int64_t below =
      corner(column, line + 1) * (256 - u) + corner(column + 1, line + 1) * u;
  return static_cast<std::int32_t>((above * (256 - v) + below * v) >> 16);
}

/// A wave of period 256 and height ±255, of parabolas in place of sines.
constexpr std::int32_t wave(std::int64_t at) {
  const auto t = static_cast<std::int32_t>(at & 127);
  const std::int32_t height = t * (128 - t) * 255 / 4096;
  return (at & 128) == 0 ? height : -height;
}

}  // namespace pontage::desktop
