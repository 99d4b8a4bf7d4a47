// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "kernels/frame_stages/damage_shape.hpp"
#include "kernels/frame_stages/damage_variants.hpp"
#include "kernels/frame_stages/region.hpp"
#include "kernels/frame_stages/vectors.hpp"

namespace pontage::frame_stages {
namespace {

/// Tiles that a worker takes at once: some 128 KiB of pixels.
constexpr Index kTilesAtOnce = 32;

/// `is_dirty(tile, its box, its first pixel's place in a frame)`.
template <class IsDirty>
void mark_candidates(HostTeam& team, const Args& args, IsDirty is_dirty) {
  const auto& shape = args.shape_as<DamageShape>();
  const Tiling tiling = tiling_of(shape, kTileSide);
  const auto* candidates = args.value<const std::uint32_t>(kCandidates);
  auto* dirty = args.value<std::uint8_t>(kDirty);
  std::memset(dirty, 0, static_cast<std::size_t>(tiling.tiles()));
  team.for_chunks(candidates[0], kTilesAtOnce, [&](Index begin, Index end, int) {
    for (Index i = begin; i < end; ++i) {
      const std::uint32_t tile = candidates[1 + i];
      const Rectangle box = tiling.box(tile);
      dirty[tile] = is_dirty(tile, box, box.y * shape.width + box.x) ? 1 : 0;
    }
  });
}

using HashTile = TileHash (*)(const std::uint32_t*, std::int64_t, std::int32_t, std::int32_t,
                              const std::uint32_t*);

void mark_by_hash(HostTeam& team, const Args& args, HashTile hash_tile) {
  const auto& shape = args.shape_as<DamageShape>();
  const auto* frame = args.value<const std::uint32_t>(kDamageFrame);
  const auto* keys = args.value<const std::uint32_t>(kKeys);
  const auto* before = args.value<const TileHash>(kHashes);
  auto* now = args.value<TileHash>(kNewHashes);
  mark_candidates(team, args, [&](std::uint32_t tile, const Rectangle& box, std::int64_t at) {
    now[tile] = hash_tile(frame + at, shape.width, box.width, box.height, keys);
    return !(now[tile] == before[tile]);
  });
}

}  // namespace

Compared compare_tile(const std::uint32_t* now, const std::uint32_t* before, std::int64_t stride,
                      std::int32_t width, std::int32_t height) {
  for (std::int32_t y = 0; y < height; ++y)
    if (std::memcmp(now + y * stride, before + y * stride, static_cast<std::size_t>(width) * 4) !=
        0)
      return {y + 1, true};
  return {height, false};
}

void damage_compare(HostTeam& team, const Args& args) {
  const auto& shape = args.shape_as<DamageShape>();
  const auto* frame = args.value<const std::uint32_t>(kDamageFrame);
  const auto* previous = args.value<const std::uint32_t>(kPrevious);
  mark_candidates(team, args, [&](std::uint32_t, const Rectangle& box, std::int64_t at) {
    return compare_tile(frame + at, previous + at, shape.width, box.width, box.height).differs;
  });
}

void damage_hash_plain(HostTeam& team, const Args& args) {
  mark_by_hash(team, args, tile_hash_plain);
}

#ifdef PONTAGE_HAS_HIGHWAY
void damage_hash(HostTeam& team, const Args& args) {
  mark_by_hash(team, args, tile_hash_by_vectors);
}
#endif

}  // namespace pontage::frame_stages
