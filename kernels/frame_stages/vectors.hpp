// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/row_check.hpp"

namespace pontage::frame_stages {

/// What is written once for every instruction set that Highway knows of this processor family; the
/// best one that the processor has is chosen at run time. Only where the build has Highway.

/// The instruction set that they run on here, as Highway names it.
std::string vectors_target();

/// Whole groups: `words` is a multiple of kCheckLanes.
void add_groups_by_vectors(RowCheck&, const void* row, std::int64_t words);

/// See compose_band_plain in composite_cells.hpp.
void compose_band_by_vectors(std::span<const CellPixels>, const BandTarget&, RowCheck*);
/// The same, written past the caches; the caller calls stream_fence() after the last band. At most
/// kPieceColumns pixels a row.
void compose_band_past(std::span<const CellPixels>, const BandTarget&, RowCheck*);
void stream_fence();

/// Two sums of a tile: see tile_hash_plain in tile_hash.hpp.
struct TileHash;
TileHash tile_hash_by_vectors(const std::uint32_t* tile, std::int64_t stride, std::int32_t width,
                              std::int32_t height, const std::uint32_t* keys);

}  // namespace pontage::frame_stages
