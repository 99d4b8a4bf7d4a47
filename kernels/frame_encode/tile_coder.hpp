// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/frame_encode/tile_outline.hpp"
#include "kernels/frame_encode/tile_palette.hpp"

namespace pontage::frame_encode {

/// Writes the tiles of a stripe, one after the other.
class TileCoder {
 public:
  explicit TileCoder(const TileSteps& steps) : steps_(steps) {}

  /// Writes what is to be coded of a tile from `to` on, at most 4 · 64 · 64 bytes, and moves `to`
  /// behind it: indexed in the way that has the fewest segments; where it is opaque and has too
  /// many colours, or more than a quarter of its pixels are as neither neighbour, as in photos and
  /// films, as planes; where it is not opaque and has too many colours, as pixels.
  TileKind put(const TilePlace&, std::uint8_t*& to);
  /// The tile that is put after the next one, to be fetched meanwhile.
  void set_next(const TilePlace& place) { next_ = place; }

 private:
  /// What of a tile is numbered.
  enum class Way : std::uint8_t { all, changed, difference };
  Way fewest_segments(const TilePlace&, TileChange) const;
  template <bool kIsDifference>
  std::uint8_t* put_numbers(const TilePlace&, const TileEdges&, std::uint8_t* to);
  /// False where there are too many colours.
  bool put_indexed(const TilePlace&, bool is_difference, std::uint8_t*& to);
  TileKind put_whole(const TilePlace&, bool is_opaque, std::uint8_t*& to);

  const TileSteps& steps_;
  TilePlace next_;  // nothing, or to be fetched
  TileOutline outline_;
  TilePalette palette_;
  bool is_anew_ = false;  // the palette was given up since a tile was indexed
};

}  // namespace pontage::frame_encode
