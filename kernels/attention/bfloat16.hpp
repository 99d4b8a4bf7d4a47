// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

namespace pontage::attention {

/// The upper half of an f32, as the storage type bf16: 8 bits of exponent, 7 of mantissa.
struct Bfloat16 {
  std::uint16_t bits = 0;
};

inline float widen(float x) { return x; }
inline float widen(Bfloat16 x) { return std::bit_cast<float>(std::uint32_t{x.bits} << 16); }

/// Nearest, ties to even; a NaN stays a NaN.
inline Bfloat16 to_bfloat16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if ((bits & 0x7fffffffU) > 0x7f800000U) return {static_cast<std::uint16_t>((bits >> 16) | 0x40U)};
  return {static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16)};
}

/// Writes x into a stored element, rounded where the storage is narrower.
inline void store(float x, float& to) { to = x; }
inline void store(float x, Bfloat16& to) { to = to_bfloat16(x); }

}  // namespace pontage::attention
