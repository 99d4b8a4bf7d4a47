// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "kernels/frame_encode/update_shape.hpp"

namespace pontage::frame_encode {

/// A frame cut into equal parts (tiles, macroblocks, rows of them), the last ones smaller where the
/// frame ends.
struct Grid {
  std::int64_t width = 0, height = 0;            ///< of the frame, in pixels
  std::int64_t part_width = 0, part_height = 0;  ///< in pixels

  std::int64_t columns() const { return (width + part_width - 1) / part_width; }
  std::int64_t rows() const { return (height + part_height - 1) / part_height; }
  std::int64_t parts() const { return columns() * rows(); }
};

/// Marks, with 1 of `marks` [rows, columns], every part that a rectangle touches; clears the rest.
/// Rectangles may overlap, lie outside, be empty or have any numbers whatever in them.
void mark_damage(std::span<const Rectangle>, const Grid&, std::uint8_t* marks);
/// The same, and the numbers of those parts, growing, in `list` [parts]; how many.
std::int64_t list_marked(std::span<const Rectangle>, const Grid&, std::uint8_t* marks,
                         std::uint32_t* list);

/// Calls `run(from, to)` for each run of marked parts in a row of so many, as long as they are.
template <class Run>
void for_marked_runs(const std::uint8_t* marks, std::int64_t columns, Run&& run) {
  for (std::int64_t from = 0; from < columns; ++from) {
    if (marks[from] == 0) continue;
    std::int64_t to = from + 1;
    while (to < columns && marks[to] != 0) ++to;
    run(from, to);
    from = to;
  }
}

}  // namespace pontage::frame_encode
