// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/tile_contexts.hpp"

// For contexts in memory that is given; in every zstd since 1.3, and exported by its libraries.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include <algorithm>
#include <thread>

#include "kernels/frame_encode/encode_tiles_shape.hpp"
#include "libbench/check.hpp"

namespace pontage::frame_encode {

std::size_t TileContexts::bytes(int level) {
  // zstd has other parameters for inputs of up to 16, 128 and 256 KiB; more, in part, for smaller.
  std::size_t most = 0;
  for (const std::size_t input : {std::size_t{16} << 10, std::size_t{128} << 10,
                                  std::size_t{256} << 10, std::size_t{kStripeBytes}}) {
    for (const int used : {level, stripe_level(level, 0)}) {
      const std::size_t needs = ZSTD_estimateCCtxSize_usingCParams(ZSTD_getCParams(used, input, 0));
      PONTAGE_CHECK(ZSTD_isError(needs) == 0, ZSTD_getErrorName(needs));
      most = std::max(most, needs);
    }
  }
  return (most + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t) * sizeof(std::uint64_t);
}

TileContexts::TileContexts(int level, std::int64_t lanes) {
  const std::int64_t processors = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t room = bytes(level), numbers = room / sizeof(std::uint64_t);
  for (std::int64_t i = 0; i < lanes; ++i) {
    Lane lane{i < processors ? std::make_unique<std::uint64_t[]>(numbers)
                             : std::make_unique_for_overwrite<std::uint64_t[]>(numbers)};
    lane.context = ZSTD_initStaticCCtx(lane.room.get(), room);
    PONTAGE_CHECK(lane.context != nullptr, room);
    lanes_.push_back(std::move(lane));
  }
}

}  // namespace pontage::frame_encode
