// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/update_shape.hpp"

namespace pontage::frame_encode {

/// Codec T: updates without loss, as tiles of 64 by 64 pixels that damage touches and that changed.
/// A tile is what it differs from the client's by exclusive or, or, where that would be busier, the
/// pixels themselves; up to 16 tiles are a *stripe*, an item of its own, and one frame of zstd (RFC
/// 8878).
///
/// Shapes   UpdateShape's; marks [tiles] u8, dirty [tiles] u32, stripe_bytes [stripes] u32, stripes
///          [stripes, stripe_room] u8, lanes [kTileLanes, lane_room] u8 (scratch), for one update
///          at a time.
/// Stream   of an update, numbers little-endian: u32 magic "PTU1", u32 width, u32 height of the
///          frame, u32 stripes; of each stripe u16 tiles (1 to 16), u16 bit i: tile i is pixels and
///          not a difference, u16 the number of each tile, row by row and growing, u32 bytes, and
///          so many bytes of zstd: the tiles' pixels (B, G, R, X), row by row, at the right and
///          lower edges as many as there are. An update that changes nothing: none.
/// Work     steps = pixels of tiles that damage touches, read from both frames; bytes_written = the
///          stream.
/// Judge    exact, which takes for granted that both streams come from the same version of zstd.
struct TilesShape : UpdateShape {
  std::int64_t level = 0;  ///< of zstd, 1 to 19
};

enum TilesValue : std::size_t {
  kTilesMarks = kFirstOwnValue,
  kTilesDirty,
  kTilesStripeBytes,
  kTilesStripes,
  kTilesLanes
};

inline constexpr std::uint32_t kTilesMagic = 0x31555450;  ///< "PTU1"
inline constexpr std::int64_t kTile = 64;                 ///< pixels either way
inline constexpr std::int64_t kStripeTiles = 16;          ///< the most of a stripe
inline constexpr std::int64_t kTilePixels = kTile * kTile;
inline constexpr std::int64_t kMostTileLanes = 64;

constexpr std::int64_t tiles_of(std::int64_t pixels) { return (pixels + kTile - 1) / kTile; }
constexpr std::int64_t tile_count(std::int64_t width, std::int64_t height) {
  return tiles_of(width) * tiles_of(height);
}
constexpr std::int64_t stripe_count(std::int64_t tiles) {
  return (tiles + kStripeTiles - 1) / kStripeTiles;
}
/// Workers that have room at a time: more than there are stripes could not work.
constexpr std::int64_t tile_lanes(std::int64_t width, std::int64_t height) {
  return std::min(kMostTileLanes, stripe_count(tile_count(width, height)));
}

}  // namespace pontage::frame_encode
