// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::frame_encode::h264 {

inline constexpr std::uint32_t kRare = 1U << 25;
inline constexpr std::uint32_t kRareFactors[5] = {0x9e3779b1U, 0x85ebca6bU, 0xc2b2ae35U,
                                                  0x27d4eb2fU, 0x165667b1U};
/// Whether a place of a line is rare, by its pixel and the next three: one of 128 in noise, none
/// where two neighbours are equal.
inline bool is_rare(const std::uint32_t* pixels) {
  constexpr std::uint32_t kColour = 0xffffff;
  if (((pixels[0] ^ pixels[1]) & kColour) == 0) return false;
  std::uint32_t mixed = 0;
  for (int i = 0; i < 4; ++i) mixed ^= (pixels[i] & kColour) * kRareFactors[i];
  return mixed * kRareFactors[4] < kRare;
}

/// The first rare place of a line in [from, to), or `to`. Three pixels at least follow `to`.
inline std::int32_t next_rare_plain(const std::uint32_t* line, std::int32_t from, std::int32_t to) {
  while (from < to && !is_rare(line + from)) ++from;
  return from;
}
/// The same by vectors; only where the build has Highway.
std::int32_t next_rare_by_vectors(const std::uint32_t* line, std::int32_t from, std::int32_t to);

}  // namespace pontage::frame_encode::h264
