// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/tile_outline.hpp"
#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {

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
void encode_by_stripes(const TilesJob&, const TileSteps&, HostTeam* team, StreamOut& out);

}  // namespace pontage::frame_encode
