// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "kernels/frame_stages/tile_hash.hpp"
#include "kernels/frame_stages/vectors.hpp"

// Vectors of unknown length cannot stand in arrays and structs: there, shorter ones do.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_stages/tile_hash_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_stages::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most 16 pixels, a cache line.
using Words = hn::CappedTag<std::uint32_t, 16>;
using Vector = hn::Vec<Words>;

/// The two sums of one vector of pixels and more. `keys` are those of its first pixel.
struct HashSums {
  hn::Vec<hn::Repartition<std::uint64_t, Words>> first, second;
};
HWY_INLINE void add_pixels(HashSums& sums, Vector pixels, const std::uint32_t* keys) {
  const Words words;
  const hn::Repartition<std::uint64_t, Words> pairs;
  const auto product = [&](const std::uint32_t* key) {
    const Vector keyed = hn::Add(pixels, hn::LoadU(words, key));
    return hn::MulEven(keyed, hn::BitCast(words, hn::ShiftRight<32>(hn::BitCast(pairs, keyed))));
  };
  sums.first = hn::Add(sums.first, product(keys));
  sums.second = hn::Add(sums.second, product(keys + 2));
}

/// Not SumOfLanes: gcc's AVX-512 reduction adds signed numbers, and these sums wrap.
template <class D>
HWY_INLINE std::uint64_t sum_of(D d, hn::Vec<D> v) {
  HWY_ALIGN std::uint64_t each[HWY_MAX_BYTES / sizeof(std::uint64_t)];
  hn::Store(v, d, each);
  std::uint64_t sum = 0;
  for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) sum += each[lane];
  return sum;
}

}  // namespace

TileHash tile_hash_here(const std::uint32_t* tile, std::int64_t stride, std::int32_t width,
                        std::int32_t height, const std::uint32_t* keys) {
  const Words words;
  const hn::Repartition<std::uint64_t, Words> pairs;
  if (width != kTileSide) return tile_hash_plain(tile, stride, width, height, keys);
  HashSums sums{hn::Zero(pairs), hn::Zero(pairs)};
  for (std::int32_t y = 0; y < height; ++y, tile += stride, keys += kTileSide)
    for (std::int32_t x = 0; x < kTileSide; x += static_cast<std::int32_t>(hn::Lanes(words)))
      add_pixels(sums, hn::LoadU(words, tile + x), keys + x);
  return {sum_of(pairs, sums.first), sum_of(pairs, sums.second)};
}

}  // namespace pontage::frame_stages::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_stages {
namespace {

HWY_EXPORT(tile_hash_here);

}  // namespace

TileHash tile_hash_by_vectors(const std::uint32_t* tile, std::int64_t stride, std::int32_t width,
                              std::int32_t height, const std::uint32_t* keys) {
  return HWY_DYNAMIC_DISPATCH(tile_hash_here)(tile, stride, width, height, keys);
}

}  // namespace pontage::frame_stages
#endif
