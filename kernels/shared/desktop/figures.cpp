// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/figures.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "kernels/shared/desktop/trace_writer.hpp"

namespace pontage::desktop {
namespace {

constexpr std::int32_t kTile = 64;

std::span<const std::uint32_t> part_of_row(const Frame& frame, const Rectangle& part,
                                           std::int32_t y) {
  return frame.row(y).subspan(static_cast<std::size_t>(part.x),
                              static_cast<std::size_t>(part.width));
}

bool differs(const Frame& a, const Frame& b, const Rectangle& part) {
  for (std::int32_t y = part.y; y < part.bottom(); ++y)
    if (!std::ranges::equal(part_of_row(a, part, y), part_of_row(b, part, y))) return true;
  return false;
}

}  // namespace

void Figures::add(const FrameSource& source) {
  const Frame& after = source.frame();
  StateFigures& figures = by_state_[std::string(source.state())];
  ++figures.updates;
  std::set<std::pair<std::int32_t, std::int32_t>> tiles;  // row, column: those of the damage
  for (const Rectangle& part : source.damage()) {
    figures.damaged_pixels += part.area();
    for (std::int32_t y = part.y / kTile; y <= (part.bottom() - 1) / kTile; ++y)
      for (std::int32_t x = part.x / kTile; x <= (part.right() - 1) / kTile; ++x)
        tiles.emplace(y, x);
  }
  changed_.clear();
  std::int64_t count = 0;
  for (const auto& [row, column] : tiles) {
    const Rectangle tile =
        intersection({column * kTile, row * kTile, kTile, kTile}, after.bounds());
    if (!differs(before_, after, tile)) continue;
    ++count;
    for (std::int32_t y = tile.y; y < tile.bottom(); ++y) {
      const auto pixels = part_of_row(after, tile, y);
      changed_.insert(changed_.end(), pixels.begin(), pixels.end());
      std::ranges::copy(pixels, before_.row(y).begin() + tile.x);
    }
  }
  figures.tiles += count;
  figures.most_tiles = std::max(figures.most_tiles, count);
  if (count > 0) figures.packed_bytes += packed_size(changed_);
}

}  // namespace pontage::desktop
