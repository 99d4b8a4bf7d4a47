// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_tiles_variants.hpp"

namespace pontage::frame_encode {

namespace {

/// What a tile's pixel is in one of the two ways; above the tile all is zero.
Pixel difference_at(const TilePlace& place, std::int64_t x, std::int64_t y) {
  const std::int64_t at = y * place.stride + x;
  return y < 0 ? 0 : place.previous[at] ^ place.current[at];
}
Pixel pixel_at(const TilePlace& place, std::int64_t x, std::int64_t y) {
  return y < 0 ? 0 : place.current[y * place.stride + x];
}

TileTally tally_of(const TilePlace& place) {
  TileTally tally;
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width; ++x) {
      const Pixel difference = difference_at(place, x, y), pixel = pixel_at(place, x, y);
      if (difference != difference_at(place, x, y - 1)) {
        ++tally.busy_difference;
        tally.difference_rows |= std::uint64_t{1} << y;
      }
      if (pixel != pixel_at(place, x, y - 1)) {
        ++tally.busy_pixels;
        tally.pixel_rows |= std::uint64_t{1} << y;
      }
    }
  return tally;
}

bool is_opaque(const TilePlace& place) {
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width; ++x)
      if (pixel_at(place, x, y) >> 24 != 255) return false;
  return true;
}

template <class PixelAt>
void put_rows(const TilePlace& place, std::uint64_t rows, PixelAt at, BytesOut& out) {
  out.u32(static_cast<std::uint32_t>(rows));
  out.u32(static_cast<std::uint32_t>(rows >> 32));
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width && (rows >> y & 1) != 0; ++x) out.u32(at(place, x, y));
}

}  // namespace

TileKind gather_tile_plain(const TilePlace& place, std::uint8_t*& to) {
  const TileTally tally = tally_of(place);
  const TileKind kind = tile_kind(tally, place.pixels(), [&] { return is_opaque(place); });
  BytesOut out(to);
  if (kind == TileKind::difference) put_rows(place, tally.difference_rows, difference_at, out);
  if (kind == TileKind::pixels) put_rows(place, tally.pixel_rows, pixel_at, out);
  if (kind == TileKind::planes)
    for (const int shift : {0, 8, 16})
      for (std::int64_t y = 0; y < place.height; ++y)
        for (std::int64_t x = 0; x < place.width; ++x)
          out.u8((pixel_at(place, x, y) >> shift) - (pixel_at(place, x, y - 1) >> shift));
  to = out.at();
  return kind;
}

void encode_tiles_reference(const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_stripes(tiles_job(args), gather_tile_plain, nullptr, out);
}

}  // namespace pontage::frame_encode
