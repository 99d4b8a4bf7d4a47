// SPDX-License-Identifier: Apache-2.0
#include <bit>

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

/// A row of a whole tile: counted against the one above, of which the first one has none.
template <bool kIsFirst>
HWY_INLINE void tally_row(const Pixel* previous, const Pixel* current, std::int64_t stride,
                          std::int64_t y, TileTally& tally) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(kPixels));
  std::size_t busy_difference = 0, busy_pixels = 0;
  auto any = hn::Zero(kPixels), all = hn::Set(kPixels, ~std::uint32_t{0});
  for (std::int64_t x = 0; x < kTile; x += lanes) {
    const auto now = hn::LoadU(kPixels, current + x);
    const auto here = hn::Xor(now, hn::LoadU(kPixels, previous + x));
    auto above = hn::Zero(kPixels), above_now = hn::Zero(kPixels);
    if constexpr (!kIsFirst) {
      above_now = hn::LoadU(kPixels, current + x - stride);
      above = hn::Xor(above_now, hn::LoadU(kPixels, previous + x - stride));
    }
    any = hn::Or(any, here);
    all = hn::And(all, now);
    busy_difference += hn::CountTrue(kPixels, hn::Ne(here, above));
    busy_pixels += hn::CountTrue(kPixels, hn::Ne(now, above_now));
  }
  tally.busy_difference += static_cast<std::int64_t>(busy_difference);
  tally.busy_pixels += static_cast<std::int64_t>(busy_pixels);
  tally.difference_rows |= std::uint64_t{busy_difference != 0} << y;
  tally.pixel_rows |= std::uint64_t{busy_pixels != 0} << y;
  tally.is_changed |= !hn::AllTrue(kPixels, hn::Eq(any, hn::Zero(kPixels)));
  tally.is_opaque &= hn::AllTrue(kPixels, hn::Eq(hn::ShiftRight<24>(all), hn::Set(kPixels, 255)));
}

HWY_INLINE TileTally tally_tile(const TilePlace& place) {
  TileTally tally;
  tally_row<true>(place.previous, place.current, place.stride, 0, tally);
  for (std::int64_t y = 1; y < place.height; ++y)
    tally_row<false>(place.previous + y * place.stride, place.current + y * place.stride,
                     place.stride, y, tally);
  return tally;
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

}  // namespace

TileKind gather_whole_tile_here(const TilePlace& place, std::uint8_t*& to) {
  const TileTally tally = tally_tile(place);
  const TileKind kind = tile_kind(tally, place.pixels());
  if (kind == TileKind::difference) to = put_rows<true>(place, tally.difference_rows, to);
  if (kind == TileKind::pixels) to = put_rows<false>(place, tally.pixel_rows, to);
  if (kind == TileKind::planes) to = put_planes(place, to);
  return kind;
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
