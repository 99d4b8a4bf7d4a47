// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/tiles_update.hpp"

#include <zstd.h>

#include <algorithm>
#include <array>
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

/// A tile that is read: the screen's pixels, and then what the update makes of them.
struct Tile {
  Place place;
  std::vector<Pixel> pixels;
};

/// The colours of a stripe that were read as yet; number 0 stays 0 and is none of them.
struct Colours {
  std::array<Pixel, kTileColours + 1> at{};
  std::uint32_t count = 0;
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

/// The numbers of a tile's pixels; what is beyond the end of a row is skipped.
std::vector<std::uint8_t> read_numbers(BytesIn& in, const Place& place) {
  const auto width = static_cast<std::size_t>(place.width);
  std::vector<std::uint8_t> numbers(width * static_cast<std::size_t>(place.height));
  const auto segments = in.bytes(static_cast<std::size_t>(place.height));
  for (std::size_t y = 0; y < segments.size(); ++y)
    for (std::size_t x = 0; x < kTile; x += kSegment) {
      std::span<const std::uint8_t> from;
      std::uint8_t* const row = numbers.data() + y * width;
      if ((segments[y] >> x / kSegment & 1) != 0)
        from = in.bytes(kSegment);
      else if (y > 0 && x < width)
        from = {row - width + x, std::min<std::size_t>(kSegment, width - x)};
      for (std::size_t i = 0; i < from.size() && x + i < width; ++i) row[x + i] = from[i];
    }
  return numbers;
}

Result<void> read_colours(BytesIn& in, Colours& colours) {
  const std::uint32_t first = colours.count + 1, more = in.u8();
  if (more > kTileColours - colours.count) return broken("a stripe has too many colours");
  colours.count += more;
  for (std::uint32_t i = first; i <= colours.count; ++i) colours.at[i] = 0;
  for (const int shift : {0, 8, 16, 24})
    for (std::uint32_t i = first; i <= colours.count; ++i) colours.at[i] |= in.u8() << shift;
  return {};
}

Result<void> read_indexed(BytesIn& in, bool is_difference, Colours& colours, Tile& tile) {
  const auto numbers = read_numbers(in, tile.place);
  if (auto read = read_colours(in, colours); !read) return read;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] > colours.count)
      return broken("there is no colour " + std::to_string(numbers[i]));
    const Pixel colour = colours.at[numbers[i]];
    if (is_difference)
      tile.pixels[i] ^= colour;
    else if (numbers[i] != 0)
      tile.pixels[i] = colour;
  }
  return {};
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

Result<void> read_tile(std::uint64_t code, BytesIn& in, Colours& colours, Tile& tile) {
  switch (static_cast<TileKind>(code)) {
    case TileKind::planes:
      read_planes(in, tile);
      return {};
    case TileKind::pixels:
      for (Pixel& pixel : tile.pixels) pixel = in.u32();
      return {};
    case TileKind::indexed_anew:
    case TileKind::difference_anew:
      colours.count = 0;
      [[fallthrough]];
    case TileKind::indexed:
    case TileKind::difference:
      return read_indexed(in, code % 4 == static_cast<std::uint64_t>(TileKind::difference), colours,
                          tile);
    case TileKind::unchanged:
      break;
  }
  return broken("a tile is of no kind");
}

/// The screen's pixels there.
Tile tile_of(const desktop::Frame& screen, std::int64_t number) {
  Tile tile{place_of(number, screen.width, screen.height), {}};
  tile.pixels.reserve(static_cast<std::size_t>(tile.place.width * tile.place.height));
  for (std::int64_t y = 0; y < tile.place.height; ++y) {
    const auto* from =
        screen.row(static_cast<std::int32_t>(tile.place.y + y)).data() + tile.place.x;
    tile.pixels.insert(tile.pixels.end(), from, from + tile.place.width);
  }
  return tile;
}

/// Reads one stripe, whose tiles come after `last`.
Result<void> read_stripe(BytesIn& in, const desktop::Frame& screen, std::int64_t& last,
                         std::vector<Tile>& tiles) {
  const std::uint32_t count = in.u32();
  std::uint64_t kinds = in.u32();
  kinds |= std::uint64_t{in.u32()} << 32;
  if (in.failed() || count == 0 || count > kStripeTiles)
    return broken("a stripe has " + std::to_string(count) + " tiles");
  const std::size_t first = tiles.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int64_t tile = in.u16();
    if (tile <= last || tile >= tile_count(screen.width, screen.height))
      return broken("tile " + std::to_string(tile) + " after " + std::to_string(last));
    last = tile;
    tiles.push_back(tile_of(screen, tile));
  }
  const auto coded = in.bytes(in.u32());
  if (in.failed()) return broken("it ends within a stripe");
  const auto bytes = decoded(coded);
  if (!bytes) return pass_on(bytes.error());
  BytesIn from(*bytes);
  Colours colours;
  for (std::size_t i = first; i < tiles.size(); ++i, kinds >>= 4)
    if (auto read = read_tile(kinds & 15, from, colours, tiles[i]); !read) return read;
  if (kinds != 0 || from.failed() || !from.is_at_end())
    return broken("a stripe does not hold its tiles and nothing else");
  return {};
}

void show(const Tile& tile, desktop::Frame& screen) {
  const Pixel* from = tile.pixels.data();
  for (std::int64_t y = 0; y < tile.place.height; ++y, from += tile.place.width)
    std::copy_n(from, tile.place.width,
                screen.row(static_cast<std::int32_t>(tile.place.y + y)).data() + tile.place.x);
}

}  // namespace

Result<void> apply_tiles_update(std::span<const std::uint8_t> update, desktop::Frame& screen) {
  if (update.empty()) return {};
  BytesIn in(update);
  if (in.u32() != kTilesMagic) return broken("it does not begin with PTU2");
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
