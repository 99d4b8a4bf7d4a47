// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstddef>

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
inline constexpr std::size_t kRowVectors = kTile / hn::MaxLanes(Pixels());
struct Row {
  hn::Vec<Pixels> at[kRowVectors];
};

HWY_INLINE Row load_row(const Pixel* from) {
  Row row;
  for (std::size_t i = 0; i < kRowVectors; ++i)
    row.at[i] = hn::LoadU(kPixels, from + i * hn::MaxLanes(Pixels()));
  return row;
}
HWY_INLINE Row operator^(const Row& a, const Row& b) {
  Row row;
  for (std::size_t i = 0; i < kRowVectors; ++i) row.at[i] = hn::Xor(a.at[i], b.at[i]);
  return row;
}
/// How many pixels are not 0; that none is, is soon seen.
HWY_INLINE std::int64_t count_pixels(const Row& row) {
  auto any = row.at[0];
  for (std::size_t i = 1; i < kRowVectors; ++i) any = hn::Or(any, row.at[i]);
  if (hn::AllTrue(kPixels, hn::Eq(any, hn::Zero(kPixels)))) return 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < kRowVectors; ++i)
    count += hn::CountTrue(kPixels, hn::Ne(row.at[i], hn::Zero(kPixels)));
  return static_cast<std::int64_t>(count);
}

/// The lines of a row that is soon come to, in both frames: rows are far apart in them.
HWY_INLINE void fetch_row(const TilePlace& place, std::int64_t y) {
  for (std::int64_t x = 0; x < kTile; x += 16) {
    __builtin_prefetch(place.previous + y * place.stride + x);
    __builtin_prefetch(place.current + y * place.stride + x);
  }
}
inline constexpr std::int64_t kRowsAhead = 8;

HWY_INLINE TileTally tally_tile(const TilePlace& place) {
  TileTally tally;
  Row above{}, above_difference{};
  for (std::size_t i = 0; i < kRowVectors; ++i)
    above.at[i] = above_difference.at[i] = hn::Zero(kPixels);
  for (std::int64_t y = 0; y < place.height; ++y) {
    if (y + kRowsAhead < place.height) fetch_row(place, y + kRowsAhead);
    const Row now = load_row(place.current + y * place.stride);
    const Row difference = now ^ load_row(place.previous + y * place.stride);
    const std::int64_t busy = count_pixels(now ^ above);
    const std::int64_t busy_difference = count_pixels(difference ^ above_difference);
    tally.busy_pixels += busy;
    tally.busy_difference += busy_difference;
    tally.pixel_rows |= std::uint64_t{busy != 0} << y;
    tally.difference_rows |= std::uint64_t{busy_difference != 0} << y;
    above = now;
    above_difference = difference;
  }
  return tally;
}

HWY_INLINE bool is_opaque(const TilePlace& place) {
  auto all = hn::Set(kPixels, ~Pixel{0});
  for (std::int64_t y = 0; y < place.height; ++y)
    for (const auto& pixels : load_row(place.current + y * place.stride).at)
      all = hn::And(all, pixels);
  return hn::AllTrue(kPixels, hn::Eq(hn::ShiftRight<24>(all), hn::Set(kPixels, 255)));
}

/// The row mask, and the rows in it; with `previous`, the difference from there.
template <bool kIsDifference>
HWY_INLINE std::uint8_t* put_rows(const TilePlace& place, std::uint64_t rows, std::uint8_t* to) {
  BytesOut out(to);
  out.u32(static_cast<std::uint32_t>(rows));
  out.u32(static_cast<std::uint32_t>(rows >> 32));
  to = out.at();
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(kPixels));
  for (; rows != 0; rows &= rows - 1) {
    const std::int64_t at = std::countr_zero(rows) * place.stride;
    for (std::int64_t x = 0; x < kTile; x += lanes, to += 4 * lanes) {
      auto pixels = hn::LoadU(kPixels, place.current + at + x);
      if constexpr (kIsDifference)
        pixels = hn::Xor(pixels, hn::LoadU(kPixels, place.previous + at + x));
      hn::StoreU(hn::BitCast(hn::Repartition<std::uint8_t, Pixels>(), pixels),
                 hn::Repartition<std::uint8_t, Pixels>(), to);
    }
  }
  return to;
}

HWY_INLINE std::uint8_t* put_planes(const TilePlace& place, std::uint8_t* to) {
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

/// A tile that is as wide as tiles are.
TileKind gather_whole_tile_here(const TilePlace& place, std::uint8_t*& to) {
#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
  return gather_tile_plain(place, to);
#else
  const TileTally tally = tally_tile(place);
  const TileKind kind = tile_kind(tally, place.pixels(), [&] { return is_opaque(place); });
  if (kind == TileKind::difference) to = put_rows<true>(place, tally.difference_rows, to);
  if (kind == TileKind::pixels) to = put_rows<false>(place, tally.pixel_rows, to);
  if (kind == TileKind::planes) to = put_planes(place, to);
  return kind;
#endif
}
const char* tiles_vectors_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::frame_encode::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_encode {
namespace {

HWY_EXPORT(gather_whole_tile_here);
HWY_EXPORT(tiles_vectors_target_here);

}  // namespace

TileKind gather_tile_vectors(const TilePlace& place, std::uint8_t*& to) {
  if (place.width < kTile) return gather_tile_plain(place, to);  // at the right edge
  return HWY_DYNAMIC_DISPATCH(gather_whole_tile_here)(place, to);
}
std::string tiles_vectors_target() { return HWY_DYNAMIC_DISPATCH(tiles_vectors_target_here)(); }

void encode_tiles_vectors(HostTeam& team, const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_stripes(tiles_job(args), gather_tile_vectors, &team, out);
}

}  // namespace pontage::frame_encode
#endif
