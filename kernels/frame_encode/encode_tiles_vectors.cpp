// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/encode_tiles_variants.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_encode/encode_tiles_vectors.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most 16 pixels, a cache line; a whole tile's row is 64.
using Pixels = hn::CappedTag<std::uint32_t, 16>;
using Bytes8 = hn::CappedTag<std::uint8_t, 64>;
inline constexpr Pixels kPixels;
inline constexpr Bytes8 kBytes;

#if !HWY_HAVE_SCALABLE && HWY_TARGET != HWY_SCALAR
/// A row of a whole tile in vectors.
inline constexpr std::size_t kLanes = hn::MaxLanes(Pixels());
inline constexpr std::size_t kRowVectors = kTile / kLanes;
struct Row {
  hn::Vec<Pixels> at[kRowVectors];
};

HWY_INLINE Row load_row(const Pixel* from) {
  Row row;
  for (std::size_t i = 0; i < kRowVectors; ++i) row.at[i] = hn::LoadU(kPixels, from + i * kLanes);
  return row;
}
/// What is to the left of each pixel of a row; of the first one itself, for a frame's first pixel
/// has nothing before it that may be read.
HWY_INLINE Row load_left(const Pixel* from) {
  static constexpr std::int32_t kOneLeft[16] = {0, 0, 1, 2,  3,  4,  5,  6,
                                                7, 8, 9, 10, 11, 12, 13, 14};
  Row row;
  row.at[0] =
      hn::TableLookupLanes(hn::LoadU(kPixels, from), hn::SetTableIndices(kPixels, kOneLeft));
  for (std::size_t i = 1; i < kRowVectors; ++i)
    row.at[i] = hn::LoadU(kPixels, from + i * kLanes - 1);
  return row;
}
/// A bit for each pixel in which they differ, as row y's; may write into the next row's word.
HWY_INLINE void store_not_equal(const Row& a, const Row& b, TileBits& to, std::int64_t y) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t* const bits_of_row = to.data() + y;
  if constexpr (kLanes >= 8) {
    // StoreMaskBits may write 8 bytes wherever it begins.
    auto* const bytes = reinterpret_cast<std::uint8_t*>(bits_of_row);
    for (std::size_t i = 0; i < kRowVectors; ++i)
      hn::StoreMaskBits(kPixels, hn::Ne(a.at[i], b.at[i]), bytes + i * kLanes / 8);
  } else {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < kRowVectors; ++i) {
      std::uint8_t bits[8] = {};  // as many as StoreMaskBits may write
      hn::StoreMaskBits(kPixels, hn::Ne(a.at[i], b.at[i]), bits);
      all |= std::uint64_t{bits[0]} << (i * kLanes);
    }
    *bits_of_row = all;
  }
}

/// The lines of a row that is soon come to: rows are far apart in a frame.
HWY_INLINE void fetch_row(const Pixel* row) {
  for (std::int64_t x = 0; x < kTile; x += 16) __builtin_prefetch(row + x);
}
inline constexpr std::int64_t kRowsAhead = 8;

HWY_INLINE Row operator^(const Row& a, const Row& b) {
  Row row;
  for (std::size_t i = 0; i < kRowVectors; ++i) row.at[i] = hn::Xor(a.at[i], b.at[i]);
  return row;
}
HWY_INLINE Row zero_row() {
  Row row;
  for (std::size_t i = 0; i < kRowVectors; ++i) row.at[i] = hn::Zero(kPixels);
  return row;
}
HWY_INLINE Row load_difference(const TilePlace& place, std::int64_t at) {
  return load_row(place.current + at) ^ load_row(place.previous + at);
}

HWY_INLINE void find_changes_whole(const TilePlace& place, std::int64_t step,
                                   TileOutline& outline) {
  Row above = zero_row();
  for (std::int64_t y = 0; y < place.height; y += step) {
    if (y + kRowsAhead < place.height) {
      fetch_row(place.previous + (y + kRowsAhead) * place.stride);
      fetch_row(place.current + (y + kRowsAhead) * place.stride);
    }
    const Row now = load_difference(place, y * place.stride);
    store_not_equal(now, zero_row(), outline.changed, y);
    store_not_equal(now, above, outline.difference.above, y);
    above = now;
  }
}

HWY_INLINE void find_edges_whole(const TilePlace& place, TileOutline& outline) {
  Row above = zero_row();
  for (std::int64_t y = 0; y < place.height; ++y) {
    const Pixel* const from = place.current + y * place.stride;
    if (y + kRowsAhead < place.height) fetch_row(from + kRowsAhead * place.stride);
    const Row now = load_row(from);
    store_not_equal(now, above, outline.pixels.above, y);
    store_not_equal(now, load_left(from), outline.pixels.left, y);
    above = now;
  }
}
HWY_INLINE void find_difference_edges_whole(const TilePlace& place, TileOutline& outline) {
  for (std::int64_t y = 0; y < place.height; ++y) {
    const std::int64_t at = y * place.stride;
    const Row left = load_left(place.current + at) ^ load_left(place.previous + at);
    store_not_equal(load_difference(place, at), left, outline.difference.left, y);
  }
}

HWY_INLINE bool is_opaque_whole(const TilePlace& place) {
  auto all = hn::Set(kPixels, ~Pixel{0});
  for (std::int64_t y = 0; y < place.height; ++y)
    for (const auto& pixels : load_row(place.current + y * place.stride).at)
      all = hn::And(all, pixels);
  return hn::AllTrue(kPixels, hn::Eq(hn::ShiftRight<24>(all), hn::Set(kPixels, 255)));
}

HWY_INLINE std::uint8_t* put_planes_whole(const TilePlace& place, std::uint8_t* to) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(kBytes));
  const std::int64_t plane = kTile * place.height;
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < kTile; x += lanes, to += lanes) {
      const auto* now = reinterpret_cast<const std::uint8_t*>(place.current + y * place.stride + x);
      auto b = hn::Zero(kBytes), g = b, r = b, rest = b;
      hn::LoadInterleaved4(kBytes, now, b, g, r, rest);
      if (y > 0) {
        auto b_above = hn::Zero(kBytes), g_above = b_above, r_above = b_above;
        hn::LoadInterleaved4(kBytes, now - 4 * place.stride, b_above, g_above, r_above, rest);
        b = hn::Sub(b, b_above);
        g = hn::Sub(g, g_above);
        r = hn::Sub(r, r_above);
      }
      hn::StoreU(b, kBytes, to);
      hn::StoreU(g, kBytes, to + plane);
      hn::StoreU(r, kBytes, to + 2 * plane);
    }
  return to + 2 * plane;
}

#endif

}  // namespace

// Tiles that are as wide as tiles are, and the others plainly.
#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
#define PONTAGE_BY_VECTORS(step, ...) kPlainSteps.step(__VA_ARGS__)
#else
#define PONTAGE_BY_VECTORS(step, ...) \
  (place.width < kTile ? kPlainSteps.step(__VA_ARGS__) : step##_whole(__VA_ARGS__))
#endif
void find_changes_here(const TilePlace& place, std::int64_t step, TileOutline& outline) {
  PONTAGE_BY_VECTORS(find_changes, place, step, outline);
}
void find_edges_here(const TilePlace& place, TileOutline& outline) {
  PONTAGE_BY_VECTORS(find_edges, place, outline);
}
void find_difference_edges_here(const TilePlace& place, TileOutline& outline) {
  PONTAGE_BY_VECTORS(find_difference_edges, place, outline);
}
bool is_opaque_here(const TilePlace& place) { return PONTAGE_BY_VECTORS(is_opaque, place); }
std::uint8_t* put_planes_here(const TilePlace& place, std::uint8_t* to) {
  return PONTAGE_BY_VECTORS(put_planes, place, to);
}
#undef PONTAGE_BY_VECTORS
const char* tiles_vectors_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::frame_encode::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_encode {
namespace {

HWY_EXPORT(find_changes_here);
HWY_EXPORT(find_edges_here);
HWY_EXPORT(find_difference_edges_here);
HWY_EXPORT(is_opaque_here);
HWY_EXPORT(put_planes_here);
HWY_EXPORT(tiles_vectors_target_here);

}  // namespace

std::string tiles_vectors_target() { return HWY_DYNAMIC_DISPATCH(tiles_vectors_target_here)(); }

void encode_tiles_vectors(HostTeam& team, const Args& args) {
  StreamOut out = stream_out(args);
  const TileSteps steps{
      &HWY_DYNAMIC_DISPATCH(find_changes_here), &HWY_DYNAMIC_DISPATCH(find_edges_here),
      &HWY_DYNAMIC_DISPATCH(find_difference_edges_here), &HWY_DYNAMIC_DISPATCH(is_opaque_here),
      &HWY_DYNAMIC_DISPATCH(put_planes_here)};
  encode_by_stripes(tiles_job(args), steps, &team, out);
}

}  // namespace pontage::frame_encode
#endif
