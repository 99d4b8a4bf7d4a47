// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace pontage::frame_encode::h264 {

/// The hash of 8×8 pixels: a polynomial in kQuarterDown of the lines, each of them a sum of pixels
/// with factors of their own. From one line to the next it rolls: what leaves is taken away, what
/// comes is added.
inline constexpr std::uint32_t kQuarterFactors[8] = {0x9e3779b1U, 0x85ebca6bU, 0xc2b2ae35U,
                                                     0x27d4eb2fU, 0x165667b1U, 0xd3a2646dU,
                                                     0xfd7046c5U, 0xb55a4f09U};
inline constexpr std::uint32_t kQuarterDown = 0x01000193U;
/// kQuarterDown^8.
constexpr std::uint32_t quarter_down_all() {
  std::uint32_t power = 1;
  for (int i = 0; i < 8; ++i) power *= kQuarterDown;
  return power;
}

/// The sum of eight pixels of a line.
inline std::uint32_t quarter_line(const std::uint32_t* pixels) {
  std::uint32_t sum = 0;
  for (int i = 0; i < 8; ++i) sum += (pixels[i] & 0xffffff) * kQuarterFactors[i];
  return sum;
}
/// sums[x] goes one line on, for `count` places: `comes` is added; `leaves`, eight lines above it,
/// is taken away unless it is null.
inline void roll_quarters_plain(const std::uint32_t* leaves, const std::uint32_t* comes,
                                std::size_t count, std::uint32_t* sums) {
  constexpr std::uint32_t kAll = quarter_down_all();
  for (std::size_t x = 0; x < count; ++x) {
    sums[x] = sums[x] * kQuarterDown + quarter_line(comes + x);
    if (leaves != nullptr) sums[x] -= quarter_line(leaves + x) * kAll;
  }
}
/// The same by vectors; only where the build has Highway.
void roll_quarters_by_vectors(const std::uint32_t* leaves, const std::uint32_t* comes,
                              std::size_t count, std::uint32_t* sums);

}  // namespace pontage::frame_encode::h264
