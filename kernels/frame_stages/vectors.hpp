// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "kernels/frame_stages/row_check.hpp"

namespace pontage::frame_stages {

/// What is written once for every instruction set that Highway knows of this processor family; the
/// best one that the processor has is chosen at run time. Only where the build has Highway.

/// The instruction set that they run on here, as Highway names it.
std::string vectors_target();

/// Whole groups: `words` is a multiple of kCheckLanes.
void add_groups_by_vectors(RowCheck&, const void* row, std::int64_t words);

/// One row of a cell: see compose_row_plain in composite_cells.hpp.
void compose_row_by_vectors(const std::uint32_t* const* sources, int count, bool is_opaque,
                            std::uint32_t* to, std::int64_t width);

/// Writes `words` 32-bit words, past the caches where `to` is aligned; the caller calls
/// stream_fence() after the last row.
void stream_row(const std::uint32_t* from, std::uint32_t* to, std::int64_t words);
void stream_fence();

/// Two sums of a tile: see tile_hash_plain in tile_hash.hpp.
struct TileHash;
TileHash tile_hash_by_vectors(const std::uint32_t* tile, std::int64_t stride, std::int32_t width,
                              std::int32_t height, const std::uint32_t* keys);

}  // namespace pontage::frame_stages
