// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/find_damage.hpp"

#include <algorithm>

#include "libbench/check.hpp"

namespace pontage::desktop {
namespace {

constexpr std::int32_t kTile = 64;

/// The smallest rectangle round the pixels of a tile that differ.
Rectangle changed_part(const Frame& before, const Frame& after, const Rectangle& tile) {
  std::int32_t left = tile.right(), right = tile.x, top = tile.bottom(), bottom = tile.y;
  const auto begin = static_cast<std::size_t>(tile.x), size = static_cast<std::size_t>(tile.width);
  for (std::int32_t y = tile.y; y < tile.bottom(); ++y) {
    const auto old = before.row(y).subspan(begin, size), now = after.row(y).subspan(begin, size);
    const auto first = std::ranges::mismatch(old, now).in1 - old.begin();
    if (first == tile.width) continue;
    auto last = size - 1;
    while (old[last] == now[last]) --last;
    left = std::min(left, tile.x + static_cast<std::int32_t>(first));
    right = std::max(right, tile.x + static_cast<std::int32_t>(last) + 1);
    top = std::min(top, y);
    bottom = y + 1;
  }
  return right <= left ? Rectangle{} : Rectangle{left, top, right - left, bottom - top};
}

/// Whether one rectangle for both covers at most a quarter more.
bool belong_together(const Rectangle& a, const Rectangle& b) {
  return hull(a, b).area() * 4 <= (a.area() + b.area()) * 5;
}

}  // namespace

std::vector<Rectangle> find_damage(const Frame& before, const Frame& after) {
  PONTAGE_CHECK(before.width == after.width && before.height == after.height, after.width);
  std::vector<Rectangle> found;
  std::size_t row_above = 0;  // where the rectangles of the row of tiles above begin
  for (std::int32_t y = 0; y < after.height; y += kTile) {
    std::vector<Rectangle> row;
    for (std::int32_t x = 0; x < after.width; x += kTile) {
      const Rectangle part =
          changed_part(before, after, intersection({x, y, kTile, kTile}, after.bounds()));
      if (part.is_empty()) continue;
      if (!row.empty() && belong_together(row.back(), part))
        row.back() = hull(row.back(), part);
      else
        row.push_back(part);
    }
    const std::size_t end = found.size();
    std::vector<Rectangle> fresh;
    for (const Rectangle& part : row) {
      const auto above =
          std::find_if(found.begin() + static_cast<std::ptrdiff_t>(row_above),
                       found.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](const Rectangle& other) { return belong_together(other, part); });
      if (above != found.begin() + static_cast<std::ptrdiff_t>(end)) {
        fresh.push_back(hull(*above, part));
        *above = {};
      } else {
        fresh.push_back(part);
      }
    }
    std::erase_if(found, [](const Rectangle& part) { return part.is_empty(); });
    row_above = found.size();
    found.insert(found.end(), fresh.begin(), fresh.end());
  }
  return found;
}

}  // namespace pontage::desktop
