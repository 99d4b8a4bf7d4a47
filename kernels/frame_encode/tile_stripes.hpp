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

enum class TileKind : std::uint8_t { unchanged, difference, pixels };

/// Writes what is to be coded of a tile to `to` [height, width]. Pixels rather than the difference
/// where fewer of them differ from the one above. What `to` has of an unchanged tile says nothing.
using GatherTile = TileKind (*)(const TilePlace&, Pixel* to);

/// What a job of this codec works with.
struct TilesJob {
  UpdateView updates;
  int level = 1;
  std::int64_t lane_count = 0;
  std::uint8_t* marks = nullptr;          ///< [tiles]
  std::uint32_t* dirty = nullptr;         ///< [tiles]
  std::uint32_t* stripe_bytes = nullptr;  ///< [stripes]
  std::uint8_t* stripes = nullptr;        ///< [stripes, tile_stripe_room]
  std::uint8_t* lanes = nullptr;          ///< [lane_count, tile_lane_room]

  std::int64_t tiles() const { return tile_count(updates.width, updates.height); }
  std::int64_t list_dirty(std::int64_t update) const;
  TilePlace place(std::int64_t update, std::int64_t tile) const;
};
TilesJob tiles_job(const Args&);

/// Bytes of scratch: for a coded stripe with its head, and for a lane's tiles and zstd's own.
std::int64_t tile_stripe_room();
std::int64_t tile_lane_room(int level);

/// All updates, their stripes by the workers of `team`, or, without one, serially.
void encode_by_stripes(const TilesJob&, GatherTile, HostTeam* team, StreamOut& out);

}  // namespace pontage::frame_encode
