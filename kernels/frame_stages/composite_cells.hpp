// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kernels/frame_stages/composite_shape.hpp"

namespace pontage::frame_stages {

/// A run of pixels of a band that the same layers lie on.
struct Cell {
  std::int32_t x = 0, width = 0;
  std::int32_t count = 0;  ///< layers, the topmost opaque one and those above it
  bool is_opaque = false;  ///< the first of them is
  std::array<std::uint8_t, kMostSurfaces> layers{};
};

/// Rows of a piece that are alike: cells from the left that cover its width.
struct Band {
  std::int32_t y = 0, height = 0;
  int cells = 0;
  std::array<Cell, 2 * kMostSurfaces + 1> cell;
};

/// The bands of a piece from the top, one a call; false at the end. `band` starts with y = the
/// piece's and height = 0.
bool next_band(std::span<const Layer>, const Rectangle& piece, Band& band);

/// Composes one row of a cell: `sources` are the first pixels of its layers in that row.
using ComposeRow = void (*)(const std::uint32_t* const* sources, int count, bool is_opaque,
                            std::uint32_t* to, std::int64_t width);
void compose_row_plain(const std::uint32_t* const* sources, int count, bool is_opaque,
                       std::uint32_t* to, std::int64_t width);

/// Bytes of surfaces that show through in a piece: what must be read.
std::int64_t bytes_read_in(std::span<const Layer>, const Rectangle& piece);

}  // namespace pontage::frame_stages
