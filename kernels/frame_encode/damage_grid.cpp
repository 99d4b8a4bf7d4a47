// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/damage_grid.hpp"

#include <algorithm>

namespace pontage::frame_encode {
namespace {

/// First and one past the last part of `part` pixels that [at, at + size) touches within [0, end).
struct Range {
  std::int64_t first = 0, last = 0;
};
Range touched(std::int64_t at, std::int64_t size, std::int64_t end, std::int64_t part) {
  const std::int64_t first = std::max<std::int64_t>(at, 0), last = std::min(at + size, end);
  if (size <= 0 || first >= last) return {};
  return {first / part, (last - 1) / part + 1};
}

}  // namespace

void mark_damage(std::span<const Rectangle> damage, const Grid& grid, std::uint8_t* marks) {
  std::fill_n(marks, grid.parts(), std::uint8_t{0});
  for (const Rectangle& rectangle : damage) {
    const Range columns = touched(rectangle.x, rectangle.width, grid.width, grid.part_width);
    const Range rows = touched(rectangle.y, rectangle.height, grid.height, grid.part_height);
    for (std::int64_t row = rows.first; row < rows.last; ++row)
      std::fill(marks + row * grid.columns() + columns.first,
                marks + row * grid.columns() + columns.last, std::uint8_t{1});
  }
}

std::int64_t list_marked(std::span<const Rectangle> damage, const Grid& grid, std::uint8_t* marks,
                         std::uint32_t* list) {
  mark_damage(damage, grid, marks);
  std::int64_t count = 0;
  for (std::int64_t part = 0; part < grid.parts(); ++part)
    if (marks[part] != 0) list[count++] = static_cast<std::uint32_t>(part);
  return count;
}

}  // namespace pontage::frame_encode
