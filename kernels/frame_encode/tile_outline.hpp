// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "kernels/frame_encode/encode_tiles_shape.hpp"

namespace pontage::frame_encode {

/// A tile in both frames, and how large it is where the frame ends.
struct TilePlace {
  const Pixel* previous = nullptr;
  const Pixel* current = nullptr;
  std::int64_t stride = 0, width = 0, height = 0;  ///< in pixels

  std::int64_t pixels() const { return width * height; }
  /// A bit for each pixel of a row.
  std::uint64_t row_bits() const { return ~std::uint64_t{0} >> (kTile - width); }
};

/// Where a tile's pixels differ: bit x of word y; only rows that it has, and were asked for, are
/// set. One word more, for vectors write a row's bits from its first to its last and may write up
/// to 8 bytes behind them.
using TileBits = std::array<std::uint64_t, kTile + 1>;
struct TileEdges {
  TileBits above;  ///< not as above; of the first row it says nothing
  TileBits left;   ///< not as to the left; of the first pixel of each row it says nothing
};
struct TileOutline {
  TileBits changed;      ///< the exclusive or with what the client has is not 0
  TileEdges pixels;      ///< of the pixels
  TileEdges difference;  ///< of that exclusive or
};

/// What each variant does its own way, for one tile.
struct TileSteps {
  /// `changed` of rows 0, step, 2·step, …; of all rows `difference.above`, too.
  void (*find_changes)(const TilePlace&, std::int64_t step, TileOutline&);
  /// `pixels`.
  void (*find_edges)(const TilePlace&, TileOutline&);
  /// `difference.left`.
  void (*find_difference_edges)(const TilePlace&, TileOutline&);
  /// Whether the highest byte of every pixel is 255.
  bool (*is_opaque)(const TilePlace&);
  /// The tile as TileKind::planes has it; returns where it ends.
  std::uint8_t* (*put_planes)(const TilePlace&, std::uint8_t* to);
};

/// How much of a tile changed.
enum class TileChange : std::uint8_t { none, some, replaced };

/// Finds the tile's changes; where it is replaced, as kSampleRows of it tell, all have changed.
TileChange look_for_changes(const TileSteps&, const TilePlace&, TileOutline&);

}  // namespace pontage::frame_encode
