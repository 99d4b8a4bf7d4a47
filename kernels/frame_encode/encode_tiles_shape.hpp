// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/update_shape.hpp"

namespace pontage::frame_encode {

/// Codec T: updates without loss, as tiles of 64 by 64 pixels that damage touches and that changed.
/// Up to 16 tiles are a *stripe*, an item of its own, and one frame of zstd (RFC 8878).
///
/// Shapes   UpdateShape's; marks [tiles] u8, dirty [tiles] u32, stripe_bytes [stripes] u32, stripes
///          [stripes, tile_stripe_room] u8, lanes [tile_lanes, kStripeBytes] u8 (scratch), for one
///          update at a time.
/// Stream   of an update, numbers little-endian: u32 magic "PTU2", u32 width, u32 height of the
///          frame, u32 stripes; of each stripe u32 tiles (1 to 16), u64 kinds (four bits a tile,
///          the first one lowest), u16 the number of each tile, row by row and growing, u32 bytes,
///          and so many bytes of zstd: the tiles, one after the other, each as its kind has it
///          (TileKind); at the right and lower edges as many pixels as there are. An update that
///          changes nothing: none. At level 1, stripes of at most kSmallStripe bytes before zstd
///          are coded at level -1: for a typed letter, less time and the same bytes.
/// Work     steps = pixels of tiles that damage touches; bytes_read = those of the new frame, and
///          of the old one those that are compared (kSampleRows); bytes_written = the stream.
/// Judge    exact, which takes for granted that both streams come from the same version of zstd.
struct TilesShape : UpdateShape {
  std::int64_t level = 0;  ///< of zstd, kLeastLevel to kMostLevel; 0 is its default, 3
  const class TileContexts* contexts = nullptr;  ///< not an axis: the problem makes them
};

enum TilesValue : std::size_t {
  kTilesMarks = kFirstOwnValue,
  kTilesDirty,
  kTilesStripeBytes,
  kTilesStripes,
  kTilesLanes
};

inline constexpr std::int64_t kLeastLevel = -7, kMostLevel = 19;
inline constexpr std::uint32_t kTilesMagic = 0x32555450;  ///< "PTU2"
inline constexpr std::int64_t kTile = 64;                 ///< pixels either way
inline constexpr std::int64_t kStripeTiles = 16;          ///< the most of a stripe
inline constexpr std::int64_t kTilePixels = kTile * kTile;
/// The most bytes of a stripe's tiles before zstd: all pixels.
inline constexpr std::int64_t kStripeBytes = kStripeTiles * 4 * kTilePixels;

/// How a tile is written; four bits in a stripe's head.
///
/// Indexed tiles number their colours, from 1 to 255, and go on with the numbers of the tiles of
/// their stripe before them. Of each row u8: bit s for its pixels 8s to 8s + 7 (a *segment*), if
/// their numbers are not those above them, which are 0 above the first row; of each such bit, row
/// by row, the eight numbers, u8 each (0 beyond the frame); u8 how many colours are new; their
/// blue, green, red and highest bytes, each u8 [new].
enum class TileKind : std::uint8_t {
  indexed = 0,     ///< pixels; number 0 is a pixel that is as the client has it
  difference = 1,  ///< the same, each pixel exclusive or'd with the client's; number 0 is 0
  /// Three planes, blue, green and red: each byte less the one above it. The highest byte of every
  /// pixel is 255.
  planes = 2,
  pixels = 3,           ///< u32 each, row by row
  indexed_anew = 4,     ///< as indexed, numbers begin at 1 again
  difference_anew = 5,  ///< as difference, numbers begin at 1 again
  unchanged = 15,       ///< is not written
};
inline constexpr std::uint32_t kTileColours = 255;  ///< the most that are numbered at a time
inline constexpr std::int64_t kSegment = 8;         ///< pixels that one bit of a row stands for
/// When every pixel of every so-many-th row changed, all did: the others are not compared, so that
/// a client that joins does not cost a second frame read.
inline constexpr std::int64_t kSampleRows = 8;
/// Bytes before zstd up to which a stripe is coded faster in a job of level 1.
inline constexpr std::int64_t kSmallStripe = 1024;
/// The level of zstd for a stripe of so many bytes, in a job of that level.
constexpr int stripe_level(int level, std::int64_t bytes) {
  return level == 1 && bytes <= kSmallStripe ? -1 : level;
}
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
