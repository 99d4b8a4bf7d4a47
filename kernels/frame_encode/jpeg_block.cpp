// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_block.hpp"

#include <array>

namespace pontage::frame_encode {
namespace {

constexpr std::int32_t rounded_shift(std::int32_t value, int bits) {
  return (value + (1 << (bits - 1))) >> bits;
}

/// Eight numbers `step` apart. The first pass keeps two more bits, which the second one drops.
template <bool kIsFirst>
void transform_line(std::int16_t* d, int step) {
  constexpr int kExtra = 2, kShift = kIsFirst ? 13 - kExtra : 13 + kExtra;
  const auto in = [&](int i) { return std::int32_t{d[i * step]}; };
  const std::int32_t s0 = in(0) + in(7), s1 = in(1) + in(6), s2 = in(2) + in(5), s3 = in(3) + in(4);
  const std::int32_t t4 = in(3) - in(4), t5 = in(2) - in(5), t6 = in(1) - in(6), t7 = in(0) - in(7);
  const std::int32_t e0 = s0 + s3, e3 = s0 - s3, e1 = s1 + s2, e2 = s1 - s2;
  const auto out = [&](int i, std::int32_t value) {
    d[i * step] = static_cast<std::int16_t>(rounded_shift(value, kShift));
  };
  const auto out_even = [&](int i, std::int32_t value) {
    d[i * step] =
        static_cast<std::int16_t>(kIsFirst ? value * (1 << kExtra) : rounded_shift(value, kExtra));
  };
  out_even(0, e0 + e1);
  out_even(4, e0 - e1);
  // Rotations with their factors multiplied out, in 1/8192: cos and sin of π/8 times √2 …
  out(2, e3 * 10703 + e2 * 4433);
  out(6, e3 * 4433 - e2 * 10704);
  const std::int32_t z3 = t4 + t6, z4 = t5 + t7;
  const std::int32_t a = z4 * 9633 - z3 * 6436, b = z3 * 9633 + z4 * 6437;
  out(7, a - t4 * 4927 - t7 * 7373);
  out(5, b - t5 * 4176 - t6 * 20995);
  out(3, a - t5 * 20995 + t6 * 4177);
  out(1, b - t4 * 7373 + t7 * 4926);
}

}  // namespace

void transform_block(std::int16_t* block) {
  for (int row = 0; row < 8; ++row) transform_line<true>(block + 8 * row, 1);
  for (int column = 0; column < 8; ++column) transform_line<false>(block + column, 8);
}

std::int16_t quantised(std::int32_t coefficient, int divisor) {
  const std::int32_t by = divisor * 8;
  const std::int32_t size = (coefficient < 0 ? -coefficient : coefficient) + by / 2;
  return static_cast<std::int16_t>(coefficient < 0 ? -(size / by) : size / by);
}

std::uint64_t code_block(const std::uint8_t* samples, std::int64_t stride, const QuantTable& quant,
                         std::int16_t* zigzag) {
  std::array<std::int16_t, kBlock> block{};
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 8; ++column)
      block[static_cast<std::size_t>(8 * row + column)] =
          static_cast<std::int16_t>(samples[row * stride + column] - 128);
  transform_block(block.data());
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    zigzag[i] = quantised(block[kZigzag[i]], quant.divisor[kZigzag[i]]);
    if (zigzag[i] != 0) mask |= std::uint64_t{1} << i;
  }
  return mask;
}

}  // namespace pontage::frame_encode
