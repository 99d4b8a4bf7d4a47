// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite_cells.hpp"

#include <algorithm>

#include "kernels/frame_stages/composite_item.hpp"

namespace pontage::frame_stages {
namespace {

std::int64_t right_of(const Rectangle& box) { return std::int64_t{box.x} + box.width; }
std::int64_t bottom_of(const Rectangle& box) { return std::int64_t{box.y} + box.height; }

/// The layers of a pixel, from the topmost opaque one up.
void find_layers(std::span<const Layer> layers, Cell& cell, std::int32_t y) {
  int found = 0;
  cell.is_opaque = false;
  for (std::size_t number = layers.size(); number-- > 0 && !cell.is_opaque;) {
    const Rectangle& box = layers[number].box;
    if (cell.x < box.x || y < box.y || cell.x >= right_of(box) || y >= bottom_of(box)) continue;
    cell.layers[static_cast<std::size_t>(found++)] = static_cast<std::uint8_t>(number);
    cell.is_opaque = layers[number].is_opaque != 0;
  }
  cell.count = found;
  std::reverse(cell.layers.begin(), cell.layers.begin() + found);
}

}  // namespace

bool next_band(std::span<const Layer> layers, const Rectangle& piece, Band& band) {
  band.y += band.height;
  if (band.y >= piece.y + piece.height || piece.width == 0) return false;
  std::int64_t bottom = piece.y + piece.height;
  std::array<std::int32_t, 2 * kMostSurfaces + 2> edges{};
  std::size_t count = 0;
  edges[count++] = piece.x;
  const std::int32_t right = piece.x + piece.width;
  for (const Layer& layer : layers) {
    const Rectangle& box = layer.box;
    if (box.x >= right || right_of(box) <= piece.x || bottom_of(box) <= band.y) continue;
    if (box.y > band.y) {  // begins below
      bottom = std::min<std::int64_t>(bottom, box.y);
      continue;
    }
    bottom = std::min(bottom, bottom_of(box));
    if (box.x > piece.x) edges[count++] = box.x;
    if (right_of(box) < right) edges[count++] = static_cast<std::int32_t>(right_of(box));
  }
  band.height = static_cast<std::int32_t>(bottom) - band.y;
  const auto end = edges.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(edges.begin(), end);
  const auto last = std::unique(edges.begin(), end);
  band.cells = static_cast<int>(last - edges.begin());
  for (int i = 0; i < band.cells; ++i) {
    Cell& cell = band.cell[static_cast<std::size_t>(i)];
    const auto at = edges.begin() + i;
    cell.x = *at;
    cell.width = (at + 1 == last ? right : at[1]) - *at;
    find_layers(layers, cell, band.y);
  }
  return true;
}

void compose_band_plain(std::span<const CellPixels> cells, const BandTarget& to, RowCheck* check) {
  for (std::int64_t y = 0; y < to.rows; ++y) {
    std::uint32_t* const row = to.first + y * to.stride;
    std::uint32_t* at = row;
    for (const CellPixels& cell : cells)
      for (std::int64_t x = 0; x < cell.width; ++x) {
        std::uint32_t pixel = cell.is_opaque ? cell.row(0, y)[x] | kBlack : kBlack;
        for (std::int32_t layer = cell.is_opaque ? 1 : 0; layer < cell.count; ++layer)
          pixel = over(cell.row(layer, y)[x], pixel);
        *at++ = pixel;
      }
    if (check != nullptr) add_row_plain(*check, row, at - row);
  }
}

std::int64_t bytes_read_in(std::span<const Layer> layers, const Rectangle& piece) {
  std::int64_t bytes = 0;
  Band band;
  band.y = piece.y;
  while (next_band(layers, piece, band))
    for (int i = 0; i < band.cells; ++i) {
      const Cell& cell = band.cell[static_cast<std::size_t>(i)];
      bytes += std::int64_t{4} * cell.count * cell.width * band.height;
    }
  return bytes;
}

}  // namespace pontage::frame_stages
