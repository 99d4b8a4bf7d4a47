// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kernels/frame_stages/composite_shape.hpp"
#include "kernels/frame_stages/row_check.hpp"

namespace pontage::frame_stages {

/// A run of pixels of a band that the same layers lie on.
struct Cell {
  std::int32_t x = 0, width = 0;
  std::int32_t count = 0;  ///< layers, the topmost opaque one and those above it
  bool is_opaque = false;  ///< the first of them is
  std::array<std::uint8_t, kMostSurfaces> layers{};
};

inline constexpr std::size_t kMostCells = 2 * kMostSurfaces + 1;

/// Rows of a piece that are alike: cells from the left that cover its width.
struct Band {
  std::int32_t y = 0, height = 0;
  int cells = 0;
  std::array<Cell, kMostCells> cell;
};

/// The bands of a piece from the top, one a call; false at the end. `band` starts with y = the
/// piece's and height = 0.
bool next_band(std::span<const Layer>, const Rectangle& piece, Band& band);

/// What is laid over each other in a cell, as variants compose it.
struct CellPixels {
  std::int64_t width = 0;
  std::int32_t count = 0;
  bool is_opaque = false;
  /// Of its layers: the first pixel in the band's first row, and from one row to the next.
  std::array<const std::uint32_t*, kMostSurfaces> first;
  std::array<std::int64_t, kMostSurfaces> stride;

  const std::uint32_t* row(std::int32_t layer, std::int64_t y) const {
    const auto number = static_cast<std::size_t>(layer);
    return first[number] + y * stride[number];
  }
};

/// Where a band goes: its rows, and pixels from one to the next.
struct BandTarget {
  std::uint32_t* first = nullptr;
  std::int64_t stride = 0, rows = 0;
};

/// Composes a band, its cells from the left, and takes its rows into a check; null: there is none.
using ComposeBand = void (*)(std::span<const CellPixels>, const BandTarget&, RowCheck*);
void compose_band_plain(std::span<const CellPixels>, const BandTarget&, RowCheck*);

/// Bytes of surfaces that show through in a piece: what must be read.
std::int64_t bytes_read_in(std::span<const Layer>, const Rectangle& piece);

}  // namespace pontage::frame_stages
