// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_tiles_variants.hpp"

namespace pontage::frame_encode {

namespace {

Pixel pixel_at(const TilePlace& place, std::int64_t x, std::int64_t y) {
  return place.current[y * place.stride + x];
}

/// Bit x for each pixel of a row of which `holds(x)`.
template <class Holds>
std::uint64_t row_where(const TilePlace& place, Holds holds) {
  std::uint64_t bits = 0;
  for (std::int64_t x = 0; x < place.width; ++x) bits |= std::uint64_t{holds(x)} << x;
  return bits;
}

Pixel difference_at(const TilePlace& place, std::int64_t x, std::int64_t y) {
  return pixel_at(place, x, y) ^ place.previous[y * place.stride + x];
}

/// Where what is at(place, x, y) is not as above, or to the left.
template <class At>
void find_above(const TilePlace& place, At at, TileBits& above) {
  for (std::int64_t y = 0; y < place.height; ++y)
    above[static_cast<std::size_t>(y)] = row_where(
        place, [&](std::int64_t x) { return y == 0 || at(place, x, y) != at(place, x, y - 1); });
}
template <class At>
void find_left(const TilePlace& place, At at, TileBits& left) {
  for (std::int64_t y = 0; y < place.height; ++y)
    left[static_cast<std::size_t>(y)] = row_where(
        place, [&](std::int64_t x) { return x == 0 || at(place, x, y) != at(place, x - 1, y); });
}

void find_changes(const TilePlace& place, std::int64_t step, TileOutline& outline) {
  for (std::int64_t y = 0; y < place.height; y += step)
    outline.changed[static_cast<std::size_t>(y)] =
        row_where(place, [&](std::int64_t x) { return difference_at(place, x, y) != 0; });
  if (step == 1) find_above(place, difference_at, outline.difference.above);
}

void find_edges(const TilePlace& place, TileOutline& outline) {
  find_above(place, pixel_at, outline.pixels.above);
  find_left(place, pixel_at, outline.pixels.left);
}

void find_difference_edges(const TilePlace& place, TileOutline& outline) {
  find_left(place, difference_at, outline.difference.left);
}

bool is_opaque(const TilePlace& place) {
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width; ++x)
      if (pixel_at(place, x, y) >> 24 != 255) return false;
  return true;
}

std::uint8_t* put_planes(const TilePlace& place, std::uint8_t* to) {
  for (const int shift : {0, 8, 16})
    for (std::int64_t y = 0; y < place.height; ++y)
      for (std::int64_t x = 0; x < place.width; ++x) {
        const Pixel above = y == 0 ? 0 : pixel_at(place, x, y - 1);
        *to++ = static_cast<std::uint8_t>((pixel_at(place, x, y) >> shift) - (above >> shift));
      }
  return to;
}

}  // namespace

const TileSteps kPlainSteps{find_changes, find_edges, find_difference_edges, is_opaque, put_planes};

void encode_tiles_reference(const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_stripes(tiles_job(args), kPlainSteps, nullptr, out);
}

}  // namespace pontage::frame_encode
