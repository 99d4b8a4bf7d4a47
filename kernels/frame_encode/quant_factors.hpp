// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/jpeg_tables.hpp"

namespace pontage::frame_encode {

/// Division by 8·divisor as two multiplications of which the upper 16 bits are kept, after `half`
/// was added. Exact for sums below 2^15 (Granlund and Montgomery, PLDI 1994), as all of a
/// transform's are: with d = 8·divisor and 2^(l−1) < d ≤ 2^l, `reciprocal` is 2^(15+l) / d rounded
/// up and `scale` 2^(17−l).
struct QuantFactors {
  alignas(16) std::array<std::uint16_t, kBlock> half{};
  alignas(16) std::array<std::uint16_t, kBlock> reciprocal{};
  alignas(16) std::array<std::uint16_t, kBlock> scale{};
};

inline QuantFactors quant_factors(const QuantTable& table) {
  QuantFactors factors;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint32_t by = 8U * table.divisor[i];
    std::uint32_t l = 3;
    while ((1U << l) < by) ++l;
    factors.half[i] = static_cast<std::uint16_t>(by / 2);
    factors.reciprocal[i] = static_cast<std::uint16_t>(((1U << (15 + l)) + by - 1) / by);
    factors.scale[i] = static_cast<std::uint16_t>(1U << (17 - l));
  }
  return factors;
}

}  // namespace pontage::frame_encode
