// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/frame_stages/stage_shape.hpp"

namespace pontage::frame_stages {

/// A region is disjoint boxes in the order and the cut that X11's regions have: bands from the top,
/// in a band boxes from the left that do not touch, and no two bands that could be one.

/// The union of rectangles of any kind (overlapping, empty, partly or wholly outside), clipped to a
/// frame: what a compositor hands to its renderer. By pixman where the build has it.
std::vector<Rectangle> region_of(std::span<const Rectangle> rectangles, std::int32_t width,
                                 std::int32_t height);
/// The same without pixman.
std::vector<Rectangle> plain_region_of(std::span<const Rectangle> rectangles, std::int32_t width,
                                       std::int32_t height);

std::int64_t area_of(std::span<const Rectangle> region);

/// A frame cut into squares of `side` pixels, row by row; the last ones may be smaller.
struct Tiling {
  std::int32_t width = 0, height = 0, side = 0;

  std::int32_t columns() const { return (width + side - 1) / side; }
  std::int32_t rows() const { return (height + side - 1) / side; }
  std::int64_t tiles() const { return std::int64_t{columns()} * rows(); }
  Rectangle box(std::int64_t tile) const;  ///< clipped to the frame
};

inline Tiling tiling_of(const StageShape& shape, std::int32_t side) {
  return {static_cast<std::int32_t>(shape.width), static_cast<std::int32_t>(shape.height), side};
}

/// The numbers of the tiles that a region touches, ascending.
std::vector<std::uint32_t> tiles_of(std::span<const Rectangle> region, const Tiling&);

/// The region of the tiles whose entry of `map` is not 0: what was really damaged.
std::vector<Rectangle> region_of_tiles(std::span<const std::uint8_t> map, const Tiling&);

/// Boxes cut into pieces of at most so many rows and columns, in their order: what workers take.
std::vector<Rectangle> cut(std::span<const Rectangle> region, std::int32_t most_columns,
                           std::int32_t most_rows);

}  // namespace pontage::frame_stages
