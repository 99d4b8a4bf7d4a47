// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::colour {

/// Two rows of pixels and where their luma and their one row of chroma go.
struct RowPair {
  const std::uint32_t *top = nullptr, *bottom = nullptr;
  std::int64_t width = 0;  ///< pixels that are there
  std::uint8_t *top_luma = nullptr, *bottom_luma = nullptr, *cb = nullptr, *cr = nullptr;
};

/// Converts from the left as many pixels as fill vectors and returns how many those are (an even
/// number); the rest is left to the caller. Only where the build has Highway.
std::int64_t convert_pair_601(const RowPair&);
std::int64_t convert_pair_709(const RowPair&);
/// The instruction set that they run on here.
const char* row_pair_target();

}  // namespace pontage::colour
