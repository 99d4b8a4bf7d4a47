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

/// A tile that was read: its pixels, or their difference.
struct Tile {
  Place place;
  bool is_difference = false;
  std::vector<Pixel> pixels;
};

tl::unexpected<Error> broken(std::string what) {
  return fail(ErrorKind::unreadable, "this is no update of tiles: " + std::move(what));
}

/// What a stripe holds, decoded; nothing where zstd refuses it or it is larger than its tiles.
Result<std::vector<std::uint8_t>> decoded(std::span<const std::uint8_t> coded) {
  const unsigned long long size = ZSTD_getFrameContentSize(coded.data(), coded.size());
  if (size > static_cast<unsigned long long>(kStripeBytes))  // as both of zstd's errors are
    return broken("a stripe does not say how large it is, or is too large");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  const std::size_t got = ZSTD_decompress(bytes.data(), bytes.size(), coded.data(), coded.size());
  if (ZSTD_isError(got) != 0) return broken(std::string("zstd: ") + ZSTD_getErrorName(got));
  if (got != bytes.size()) return broken("a stripe ends early");
  return bytes;
}

void read_rows(BytesIn& in, Tile& tile) {
  const std::uint64_t low = in.u32(), rows = low | std::uint64_t{in.u32()} << 32;
  const auto width = static_cast<std::size_t>(tile.place.width);
  for (std::size_t y = 0; y < static_cast<std::size_t>(tile.place.height); ++y) {
    Pixel* row = tile.pixels.data() + y * width;
    if ((rows >> y & 1) != 0)
      for (std::size_t x = 0; x < width; ++x) row[x] = in.u32();
    else if (y > 0)
      std::copy_n(row - width, width, row);
  }
}

void read_planes(BytesIn& in, Tile& tile) {
  const auto width = static_cast<std::size_t>(tile.place.width);
  std::ranges::fill(tile.pixels, Pixel{0xff000000});
  for (const int shift : {0, 8, 16}) {
    const auto plane = in.bytes(tile.pixels.size());
    for (std::size_t i = 0; i < plane.size(); ++i) {
      const Pixel above = i < width ? 0 : tile.pixels[i - width] >> shift;
      tile.pixels[i] |= ((above + plane[i]) & 255) << shift;
    }
  }
}

/// Reads one stripe, whose tiles come after `last`.
Result<void> read_stripe(BytesIn& in, const desktop::Frame& screen, std::int64_t& last,
                         std::vector<Tile>& tiles) {
  const std::uint32_t count = in.u32();
  std::uint32_t kinds = in.u32();
  if (in.failed() || count == 0 || count > kStripeTiles)
    return broken("a stripe has " + std::to_string(count) + " tiles");
  const std::size_t first = tiles.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int64_t tile = in.u16();
    if (tile <= last || tile >= tile_count(screen.width, screen.height))
      return broken("tile " + std::to_string(tile) + " after " + std::to_string(last));
    last = tile;
    tiles.push_back({place_of(tile, screen.width, screen.height), false, {}});
  }
  const auto coded = in.bytes(in.u32());
  if (in.failed()) return broken("it ends within a stripe");
  const auto bytes = decoded(coded);
  if (!bytes) return pass_on(bytes.error());
  BytesIn from(*bytes);
  for (std::size_t i = first; i < tiles.size(); ++i, kinds >>= 2) {
    Tile& tile = tiles[i];
    tile.pixels.resize(static_cast<std::size_t>(tile.place.width * tile.place.height));
    tile.is_difference = (kinds & 3) == static_cast<std::uint32_t>(TileKind::difference);
    if ((kinds & 3) == static_cast<std::uint32_t>(TileKind::unchanged))
      return broken("a tile is of no kind");
    if ((kinds & 3) == static_cast<std::uint32_t>(TileKind::planes))
      read_planes(from, tile);
    else
      read_rows(from, tile);
  }
  if (kinds != 0 || from.failed() || !from.is_at_end())
    return broken("a stripe does not hold its tiles and nothing else");
  return {};
}

void show(const Tile& tile, desktop::Frame& screen) {
  const Pixel* from = tile.pixels.data();
  for (std::int64_t y = tile.place.y; y < tile.place.y + tile.place.height; ++y)
    for (std::int64_t x = tile.place.x; x < tile.place.x + tile.place.width; ++x) {
      Pixel& pixel = screen.pixels[static_cast<std::size_t>(y * screen.width + x)];
      pixel = *from++ ^ (tile.is_difference ? pixel : 0);
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
  std::vector<Tile> tiles;  // numbers grow, so there are no more than the screen has
  std::int64_t last = -1;
  for (std::uint32_t i = 0; i < count; ++i)
    if (auto read = read_stripe(in, screen, last, tiles); !read) return pass_on(read.error());
  if (!in.is_at_end()) return broken("bytes follow its last stripe");
  for (const Tile& tile : tiles) show(tile, screen);
  return {};
}

}  // namespace pontage::frame_encode
