// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/tiles_update.hpp"

#include <zstd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/frame_encode/encode_tiles_shape.hpp"
#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {
namespace {

/// A tile of the screen.
struct Place {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
};
Place place_of(std::int64_t tile, std::int64_t width, std::int64_t height) {
  const std::int64_t x = tile % tiles_of(width) * kTile, y = tile / tiles_of(width) * kTile;
  return {x, y, std::min(kTile, width - x), std::min(kTile, height - y)};
}

struct Stripe {
  std::vector<std::uint32_t> tiles;
  std::uint32_t as_pixels = 0;
  std::vector<Pixel> pixels;  ///< of all tiles
};

tl::unexpected<Error> broken(std::string what) {
  return fail(ErrorKind::unreadable, "this is no update of tiles: " + std::move(what));
}

/// Reads one stripe whose tiles come after `last`.
Result<Stripe> read_stripe(BytesIn& in, const desktop::Frame& screen, std::int64_t& last) {
  Stripe stripe;
  const std::uint32_t count = in.u16();
  stripe.as_pixels = in.u16();
  if (in.failed() || count == 0 || count > kStripeTiles || stripe.as_pixels >> count != 0)
    return broken("a stripe has " + std::to_string(count) + " tiles");
  std::int64_t pixels = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int64_t tile = in.u16();
    if (tile <= last || tile >= tile_count(screen.width, screen.height))
      return broken("tile " + std::to_string(tile) + " after " + std::to_string(last));
    last = tile;
    stripe.tiles.push_back(static_cast<std::uint32_t>(tile));
    const Place place = place_of(tile, screen.width, screen.height);
    pixels += place.width * place.height;
  }
  const auto coded = in.bytes(in.u32());
  const std::size_t size = static_cast<std::size_t>(pixels) * sizeof(Pixel);
  if (in.failed() || ZSTD_getFrameContentSize(coded.data(), coded.size()) != size)
    return broken("a stripe does not hold the pixels of its tiles");
  stripe.pixels.resize(static_cast<std::size_t>(pixels));
  const std::size_t got = ZSTD_decompress(stripe.pixels.data(), size, coded.data(), coded.size());
  if (ZSTD_isError(got) != 0) return broken(std::string("zstd: ") + ZSTD_getErrorName(got));
  if (got != size) return broken("a stripe ends early");
  return stripe;
}

void show(const Stripe& stripe, desktop::Frame& screen) {
  const Pixel* from = stripe.pixels.data();
  for (std::size_t i = 0; i < stripe.tiles.size(); ++i) {
    const bool is_pixels = (stripe.as_pixels >> i & 1) != 0;
    const Place place = place_of(stripe.tiles[i], screen.width, screen.height);
    for (std::int64_t y = place.y; y < place.y + place.height; ++y)
      for (std::int64_t x = place.x; x < place.x + place.width; ++x) {
        Pixel& pixel = screen.pixels[static_cast<std::size_t>(y * screen.width + x)];
        pixel = *from++ ^ (is_pixels ? 0 : pixel);
      }
  }
}

}  // namespace

Result<void> apply_tiles_update(std::span<const std::uint8_t> update, desktop::Frame& screen) {
  if (update.empty()) return {};
  BytesIn in(update);
  if (in.u32() != kTilesMagic) return broken("it does not begin with PTU1");
  const std::uint32_t width = in.u32(), height = in.u32(), count = in.u32();
  if (in.failed() || std::int64_t{width} != screen.width || std::int64_t{height} != screen.height)
    return broken("it is of a screen of " + std::to_string(width) + "x" + std::to_string(height) +
                  ", this one has " + std::to_string(screen.width) + "x" +
                  std::to_string(screen.height));
  std::vector<Stripe> stripes;  // tiles grow, so there are no more than the screen has
  std::int64_t last = -1;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto stripe = read_stripe(in, screen, last);
    if (!stripe) return pass_on(stripe.error());
    stripes.push_back(std::move(*stripe));
  }
  if (!in.is_at_end()) return broken("bytes follow its last stripe");
  for (const Stripe& stripe : stripes) show(stripe, screen);
  return {};
}

}  // namespace pontage::frame_encode
