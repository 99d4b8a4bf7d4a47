// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/region.hpp"

#include <algorithm>

#ifdef PONTAGE_HAS_PIXMAN
#include <pixman.h>
#endif

namespace pontage::frame_stages {
namespace {

/// What of them lies in the frame.
std::vector<Rectangle> clipped(std::span<const Rectangle> rectangles, std::int32_t width,
                               std::int32_t height) {
  std::vector<Rectangle> inside;
  for (const Rectangle& box : rectangles)
    if (const Rectangle part = desktop::intersection(box, {0, 0, width, height}); !part.is_empty())
      inside.push_back(part);
  return inside;
}

/// The boxes of one band: spans of what overlaps it, those that overlap or touch made one. `boxes`
/// are sorted by x.
std::vector<Rectangle> band_of(std::span<const Rectangle> boxes, std::int32_t top,
                               std::int32_t bottom) {
  std::vector<Rectangle> band;
  for (const Rectangle& box : boxes) {
    if (box.y > top || box.bottom() < bottom) continue;
    if (band.empty() || band.back().right() < box.x)
      band.push_back({box.x, top, box.width, bottom - top});
    else
      band.back().width = std::max(band.back().width, box.right() - band.back().x);
  }
  return band;
}

bool continues(std::span<const Rectangle> above, std::span<const Rectangle> band) {
  return std::ranges::equal(above, band, [](const Rectangle& a, const Rectangle& b) {
    return a.x == b.x && a.width == b.width && a.bottom() == b.y;
  });
}

}  // namespace

std::vector<Rectangle> plain_region_of(std::span<const Rectangle> rectangles, std::int32_t width,
                                       std::int32_t height) {
  std::vector<Rectangle> boxes = clipped(rectangles, width, height);
  std::ranges::sort(boxes, {}, &Rectangle::x);
  std::vector<std::int32_t> edges;
  for (const Rectangle& box : boxes) edges.insert(edges.end(), {box.y, box.bottom()});
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<Rectangle> region;
  std::size_t above = 0;  // where the last band begins
  for (std::size_t edge = 1; edge < edges.size(); ++edge) {
    const std::vector<Rectangle> band = band_of(boxes, edges[edge - 1], edges[edge]);
    if (band.empty()) continue;
    const auto last = std::span(region).subspan(above);
    if (continues(last, band)) {
      for (Rectangle& box : last) box.height += band[0].height;
      continue;
    }
    above = region.size();
    region.insert(region.end(), band.begin(), band.end());
  }
  return region;
}

#ifdef PONTAGE_HAS_PIXMAN
std::vector<Rectangle> region_of(std::span<const Rectangle> rectangles, std::int32_t width,
                                 std::int32_t height) {
  std::vector<pixman_box32_t> boxes;
  for (const Rectangle& box : clipped(rectangles, width, height))
    boxes.push_back({box.x, box.y, box.right(), box.bottom()});
  std::vector<Rectangle> region;
  pixman_region32_t all;
  if (pixman_region32_init_rects(&all, boxes.data(), static_cast<int>(boxes.size())) == 0)
    return plain_region_of(rectangles, width, height);  // pixman found no memory
  int count = 0;
  const pixman_box32_t* const found = pixman_region32_rectangles(&all, &count);
  for (const pixman_box32_t& box : std::span(found, static_cast<std::size_t>(count)))
    region.push_back({box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1});
  pixman_region32_fini(&all);
  return region;
}
#else
std::vector<Rectangle> region_of(std::span<const Rectangle> rectangles, std::int32_t width,
                                 std::int32_t height) {
  return plain_region_of(rectangles, width, height);
}
#endif

std::int64_t area_of(std::span<const Rectangle> region) {
  std::int64_t area = 0;
  for (const Rectangle& box : region) area += box.area();
  return area;
}

Rectangle Tiling::box(std::int64_t tile) const {
  const auto x = static_cast<std::int32_t>(tile % columns()) * side;
  const auto y = static_cast<std::int32_t>(tile / columns()) * side;
  return {x, y, std::min(side, width - x), std::min(side, height - y)};
}

std::vector<std::uint32_t> tiles_of(std::span<const Rectangle> region, const Tiling& tiling) {
  std::vector<std::uint8_t> touched(static_cast<std::size_t>(tiling.tiles()));
  for (const Rectangle& box : region)
    for (std::int32_t row = box.y / tiling.side; row * tiling.side < box.bottom(); ++row)
      for (std::int32_t column = box.x / tiling.side; column * tiling.side < box.right(); ++column)
        touched[static_cast<std::size_t>(std::int64_t{row} * tiling.columns() + column)] = 1;
  std::vector<std::uint32_t> tiles;
  for (std::size_t tile = 0; tile < touched.size(); ++tile)
    if (touched[tile] != 0) tiles.push_back(static_cast<std::uint32_t>(tile));
  return tiles;
}

std::vector<Rectangle> region_of_tiles(std::span<const std::uint8_t> map, const Tiling& tiling) {
  std::vector<Rectangle> boxes;
  for (std::size_t tile = 0; tile < map.size(); ++tile) {
    if (map[tile] == 0) continue;
    const Rectangle box = tiling.box(static_cast<std::int64_t>(tile));
    if (!boxes.empty() && boxes.back().y == box.y && boxes.back().x + boxes.back().width == box.x)
      boxes.back().width += box.width;
    else
      boxes.push_back(box);
  }
  return region_of(boxes, tiling.width, tiling.height);
}

std::vector<Rectangle> cut(std::span<const Rectangle> region, std::int32_t most_columns,
                           std::int32_t most_rows) {
  std::vector<Rectangle> pieces;
  for (const Rectangle& box : region)
    for (std::int32_t y = 0; y < box.height; y += most_rows)
      for (std::int32_t x = 0; x < box.width; x += most_columns)
        pieces.push_back({box.x + x, box.y + y, std::min(most_columns, box.width - x),
                          std::min(most_rows, box.height - y)});
  return pieces;
}

}  // namespace pontage::frame_stages
