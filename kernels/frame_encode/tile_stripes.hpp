// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/encode_tiles_shape.hpp"
#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {

/// A tile in both frames, and how large it is where the frame ends.
struct TilePlace {
  const Pixel* previous = nullptr;
  const Pixel* current = nullptr;
  std::int64_t stride = 0, width = 0, height = 0;  ///< in pixels

  std::int64_t pixels() const { return width * height; }
};

/// How busy a tile is, and which of its rows are not as the one above.
struct TileTally {
  std::uint64_t difference_rows = 0, pixel_rows = 0;  ///< row masks
  std::int64_t busy_difference = 0, busy_pixels = 0;  ///< pixels that differ from those above
};
/// What a tile is written as: not at all; as planes where more than half of it differs from what is
/// above, as in photos and films, if it `is_opaque()`; else by whichever is less busy.
template <class IsOpaque>
TileKind tile_kind(const TileTally& tally, std::int64_t pixels, IsOpaque is_opaque) {
  if (tally.difference_rows == 0) return TileKind::unchanged;
  const bool is_difference = tally.busy_difference <= tally.busy_pixels;
  const std::int64_t busy = is_difference ? tally.busy_difference : tally.busy_pixels;
  if (2 * busy > pixels && is_opaque()) return TileKind::planes;
  return is_difference ? TileKind::difference : TileKind::pixels;
}

/// Writes what is to be coded of a tile from `to` on, at most 8 + 4 · 64 · 64 bytes, and moves `to`
/// behind it.
using GatherTile = TileKind (*)(const TilePlace&, std::uint8_t*& to);

/// What a job of this codec works with.
struct TilesJob {
  UpdateView updates;
  int level = 1;
  const TileContexts* contexts = nullptr;
  std::int64_t lane_count = 0;
  std::uint8_t* marks = nullptr;          ///< [tiles]
  std::uint32_t* dirty = nullptr;         ///< [tiles]
  std::uint32_t* stripe_bytes = nullptr;  ///< [stripes]
  std::uint8_t* stripes = nullptr;        ///< [stripes, tile_stripe_room]
  std::uint8_t* lanes = nullptr;          ///< [lane_count, kStripeBytes]

  std::int64_t tiles() const { return tile_count(updates.width, updates.height); }
  std::int64_t list_dirty(std::int64_t update) const;
  TilePlace place(std::int64_t update, std::int64_t tile) const;
};
TilesJob tiles_job(const Args&);

/// Bytes of scratch for a coded stripe with its head.
std::int64_t tile_stripe_room();

/// All updates, their stripes by the workers of `team`, or, without one, serially.
void encode_by_stripes(const TilesJob&, GatherTile, HostTeam* team, StreamOut& out);

}  // namespace pontage::frame_encode
