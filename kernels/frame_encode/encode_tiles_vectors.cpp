// SPDX-License-Identifier: Apache-2.0
#include <cstring>

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
inline constexpr Pixels kPixels;

/// Of the rows up to here.
struct Tally {
  std::int64_t busy_difference = 0, busy_pixels = 0;
};

/// A row of a whole tile; true when anything differs. `is_first`: there is none above.
template <bool kIsFirst>
HWY_INLINE bool gather_row(const Pixel* previous, const Pixel* current, std::int64_t stride,
                           Pixel* to, Tally& tally) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(kPixels));
  auto any = hn::Zero(kPixels);
  for (std::int64_t x = 0; x < kTile; x += lanes) {
    const auto now = hn::LoadU(kPixels, current + x);
    const auto here = hn::Xor(now, hn::LoadU(kPixels, previous + x));
    hn::StoreU(here, kPixels, to + x);
    any = hn::Or(any, here);
    if constexpr (!kIsFirst) {
      const auto above = hn::LoadU(kPixels, to + x - kTile);
      const auto above_now = hn::LoadU(kPixels, current + x - stride);
      tally.busy_difference +=
          static_cast<std::int64_t>(hn::CountTrue(kPixels, hn::Ne(here, above)));
      tally.busy_pixels +=
          static_cast<std::int64_t>(hn::CountTrue(kPixels, hn::Ne(now, above_now)));
    }
  }
  return !hn::AllTrue(kPixels, hn::Eq(any, hn::Zero(kPixels)));
}

}  // namespace

TileKind gather_whole_tile_here(const TilePlace& place, Pixel* to) {
  Tally tally;
  bool any = gather_row<true>(place.previous, place.current, place.stride, to, tally);
  for (std::int64_t y = 1; y < place.height; ++y)
    any |= gather_row<false>(place.previous + y * place.stride, place.current + y * place.stride,
                             place.stride, to + y * kTile, tally);
  if (!any) return TileKind::unchanged;
  if (tally.busy_difference <= tally.busy_pixels) return TileKind::difference;
  for (std::int64_t y = 0; y < place.height; ++y)
    std::memcpy(to + y * kTile, place.current + y * place.stride, kTile * sizeof(Pixel));
  return TileKind::pixels;
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

TileKind gather_tile_vectors(const TilePlace& place, Pixel* to) {
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
