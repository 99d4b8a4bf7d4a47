// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>

#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/tile_hash.hpp"
#include "kernels/frame_stages/vectors.hpp"

// Vectors of unknown length cannot stand in arrays and structs: there, shorter ones do.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_stages/vectors_simd.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_stages::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most 16 pixels, a cache line.
using Words = hn::CappedTag<std::uint32_t, kCheckLanes>;
using Vector = hn::Vec<Words>;

HWY_INLINE std::int64_t lanes() { return static_cast<std::int64_t>(hn::Lanes(Words())); }

/// `over` of composite_item.hpp; (t + (t >> 8)) >> 8 is the upper half of t · 257.
HWY_INLINE Vector over_here(Vector s, Vector d) {
  const Words words;
  const hn::Repartition<std::uint16_t, Words> halves;
  const hn::Repartition<std::uint8_t, Words> bytes;
  alignas(16) static constexpr std::uint8_t kAlphas[16] = {3,  0x80, 3,  0x80, 7,  0x80, 7,  0x80,
                                                           11, 0x80, 11, 0x80, 15, 0x80, 15, 0x80};
  const auto through = hn::BitCast(halves, hn::TableLookupBytesOr0(hn::BitCast(bytes, hn::Not(s)),
                                                                   hn::LoadDup128(bytes, kAlphas)));
  const auto rounding = hn::Set(halves, 128);
  const auto even = hn::BitCast(halves, hn::And(d, hn::Set(words, 0x00ff00ff)));
  const auto odd = hn::ShiftRight<8>(hn::BitCast(halves, d));
  const auto low = hn::MulHigh(hn::Add(hn::Mul(even, through), rounding), hn::Set(halves, 257));
  const auto t = hn::Add(hn::Mul(odd, through), rounding);
  const auto high = hn::Add(t, hn::ShiftRight<8>(t));  // in its upper byte
  const auto scaled = hn::OddEven(hn::BitCast(bytes, high), hn::BitCast(bytes, low));
  return hn::BitCast(words, hn::SaturatedAdd(hn::BitCast(bytes, s), scaled));
}

/// Vectors that are looked at together: whether a layer is clear or opaque in all of them.
constexpr int kTogether = 4;

/// A layer over what is below it, which is not touched where the layer is clear or opaque.
HWY_INLINE void lay_over(const std::uint32_t* layer, Vector (&d)[kTogether]) {
  const Words words;
  Vector s[kTogether];
  for (int i = 0; i < kTogether; ++i) s[i] = hn::LoadU(words, layer + i * lanes());
  const Vector all = hn::And(hn::And(s[0], s[1]), hn::And(s[2], s[3]));
  const Vector any = hn::Or(hn::Or(s[0], s[1]), hn::Or(s[2], s[3]));
  const Vector opaque = hn::Set(words, kBlack);
  if (hn::AllTrue(words, hn::Eq(hn::And(all, opaque), opaque))) {
    for (int i = 0; i < kTogether; ++i) d[i] = s[i];
  } else if (!hn::AllTrue(words, hn::Eq(any, hn::Zero(words)))) {
    for (int i = 0; i < kTogether; ++i) d[i] = over_here(s[i], d[i]);
  }
}

HWY_INLINE std::int64_t compose_together(const std::uint32_t* const* sources, int count,
                                         bool is_opaque, std::uint32_t* to, std::int64_t width) {
  const Words words;
  const Vector opaque = hn::Set(words, kBlack);
  const std::int64_t step = kTogether * lanes();
  std::int64_t x = 0;
  for (; x + step <= width; x += step) {
    Vector pixels[kTogether];
    for (int i = 0; i < kTogether; ++i)
      pixels[i] =
          is_opaque ? hn::Or(hn::LoadU(words, sources[0] + x + i * lanes()), opaque) : opaque;
    for (int layer = is_opaque ? 1 : 0; layer < count; ++layer)
      lay_over(sources[layer] + x, pixels);
    for (int i = 0; i < kTogether; ++i) hn::StoreU(pixels[i], words, to + x + i * lanes());
  }
  return x;
}

/// Vector by vector from x on.
HWY_INLINE std::int64_t compose_rest(const std::uint32_t* const* sources, int count, bool is_opaque,
                                     std::uint32_t* to, std::int64_t x, std::int64_t width) {
  const Words words;
  const Vector opaque = hn::Set(words, kBlack);
  for (; x + lanes() <= width; x += lanes()) {
    Vector pixel = is_opaque ? hn::Or(hn::LoadU(words, sources[0] + x), opaque) : opaque;
    for (int layer = is_opaque ? 1 : 0; layer < count; ++layer)
      pixel = over_here(hn::LoadU(words, sources[layer] + x), pixel);
    hn::StoreU(pixel, words, to + x);
  }
  return x;
}

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

void compose_row_here(const std::uint32_t* const* sources, int count, bool is_opaque,
                      std::uint32_t* to, std::int64_t width) {
  std::int64_t x = compose_together(sources, count, is_opaque, to, width);
  x = compose_rest(sources, count, is_opaque, to, x, width);
  for (; x < width; ++x) {
    std::uint32_t pixel = is_opaque ? sources[0][x] | kBlack : kBlack;
    for (int layer = is_opaque ? 1 : 0; layer < count; ++layer)
      pixel = over(sources[layer][x], pixel);
    to[x] = pixel;
  }
}

void add_groups_here(RowCheck& check, const void* row, std::int64_t words) {
  const Words d;
  const auto* at = static_cast<const std::uint32_t*>(row);
  constexpr int kVectors = kCheckLanes / static_cast<int>(hn::MaxLanes(Words()));
  Vector sum[kVectors], sums[kVectors];
  for (int i = 0; i < kVectors; ++i) {
    sum[i] = hn::Load(d, check.sum + i * lanes());
    sums[i] = hn::Load(d, check.sums + i * lanes());
  }
  for (std::int64_t group = 0; group < words; group += kCheckLanes)
    for (int i = 0; i < kVectors; ++i) {
      sum[i] = hn::Add(sum[i], hn::LoadU(d, at + group + i * lanes()));
      sums[i] = hn::Add(sums[i], sum[i]);
    }
  for (int i = 0; i < kVectors; ++i) {
    hn::Store(sum[i], d, check.sum + i * lanes());
    hn::Store(sums[i], d, check.sums + i * lanes());
  }
}

void stream_row_here(const std::uint32_t* from, std::uint32_t* to, std::int64_t words) {
  const Words d;
  const auto vector_bytes = static_cast<std::uintptr_t>(lanes()) * 4;
  std::int64_t x = 0;
  for (; x < words && reinterpret_cast<std::uintptr_t>(to + x) % vector_bytes != 0; ++x)
    to[x] = from[x];
  for (; x + lanes() <= words; x += lanes()) hn::Stream(hn::LoadU(d, from + x), d, to + x);
  for (; x < words; ++x) to[x] = from[x];
}

TileHash tile_hash_here(const std::uint32_t* tile, std::int64_t stride, std::int32_t width,
                        std::int32_t height, const std::uint32_t* keys) {
  const Words words;
  const hn::Repartition<std::uint64_t, Words> pairs;
  if (width != kTileSide) return tile_hash_plain(tile, stride, width, height, keys);
  HashSums sums{hn::Zero(pairs), hn::Zero(pairs)};
  for (std::int32_t y = 0; y < height; ++y, tile += stride, keys += kTileSide)
    for (std::int32_t x = 0; x < kTileSide; x += static_cast<std::int32_t>(lanes()))
      add_pixels(sums, hn::LoadU(words, tile + x), keys + x);
  return {sum_of(pairs, sums.first), sum_of(pairs, sums.second)};
}

const char* vectors_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::frame_stages::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_stages {
namespace {

HWY_EXPORT(compose_row_here);
HWY_EXPORT(add_groups_here);
HWY_EXPORT(stream_row_here);
HWY_EXPORT(tile_hash_here);
HWY_EXPORT(vectors_target_here);

}  // namespace

void compose_row_by_vectors(const std::uint32_t* const* sources, int count, bool is_opaque,
                            std::uint32_t* to, std::int64_t width) {
  HWY_DYNAMIC_DISPATCH(compose_row_here)(sources, count, is_opaque, to, width);
}
void add_groups_by_vectors(RowCheck& check, const void* row, std::int64_t words) {
  HWY_DYNAMIC_DISPATCH(add_groups_here)(check, row, words);
}
void stream_row(const std::uint32_t* from, std::uint32_t* to, std::int64_t words) {
  HWY_DYNAMIC_DISPATCH(stream_row_here)(from, to, words);
}
void stream_fence() { hwy::FlushStream(); }
TileHash tile_hash_by_vectors(const std::uint32_t* tile, std::int64_t stride, std::int32_t width,
                              std::int32_t height, const std::uint32_t* keys) {
  return HWY_DYNAMIC_DISPATCH(tile_hash_here)(tile, stride, width, height, keys);
}
std::string vectors_target() { return HWY_DYNAMIC_DISPATCH(vectors_target_here)(); }

}  // namespace pontage::frame_stages
#endif
