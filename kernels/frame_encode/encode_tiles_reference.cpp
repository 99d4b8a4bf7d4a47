// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_tiles_variants.hpp"

namespace pontage::frame_encode {

TileKind gather_tile_plain(const TilePlace& place, Pixel* to) {
  const auto difference = [&](std::int64_t x, std::int64_t y) {
    return place.previous[y * place.stride + x] ^ place.current[y * place.stride + x];
  };
  Pixel any = 0;
  std::int64_t busy_difference = 0, busy_pixels = 0;
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width; ++x) {
      const Pixel here = difference(x, y);
      to[y * place.width + x] = here;
      any |= here;
      if (y == 0) continue;
      busy_difference += here != difference(x, y - 1) ? 1 : 0;
      busy_pixels +=
          place.current[y * place.stride + x] != place.current[(y - 1) * place.stride + x] ? 1 : 0;
    }
  if (any == 0) return TileKind::unchanged;
  if (busy_difference <= busy_pixels) return TileKind::difference;
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width; ++x)
      to[y * place.width + x] = place.current[y * place.stride + x];
  return TileKind::pixels;
}

void encode_tiles_reference(const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_stripes(tiles_job(args), gather_tile_plain, nullptr, out);
}

}  // namespace pontage::frame_encode
