// SPDX-License-Identifier: Apache-2.0
/// Dirty tiles of 64 by 64 pixels into zstd, without what else our codec does to them, with a
/// context that is kept.
/// Usage: zstd_tiles FOLDER LEVEL WHAT REPETITIONS [cpu]
/// WHAT  gathered   all tiles one after the other before the clock runs, in one frame of zstd
///       gathering  the same, copied from the screen while it runs, as ours are
///       stripes    as gathering, but a frame of zstd for each 16 tiles, as ours has
///       xored      as stripes, but each pixel exclusive or'd with the screen's before
///       prefix     as stripes, with the same tiles of the screen before as zstd's prefix
/// The bytes go to stderr. "cpu": the processor's time of one repetition, of many, for machines
/// that have other things to do.
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "files.hpp"

namespace {

constexpr std::size_t kTile = 64, kStripeTiles = 16;

struct Tiles {
  std::vector<std::uint32_t> frames;
  std::size_t width = 0, height = 0;
  std::vector<std::pair<std::size_t, std::size_t>> dirty;  // x, y
  std::vector<std::uint32_t> gathered;
};

void find_dirty(Tiles& all, const std::vector<std::int32_t>& rectangles) {
  for (std::size_t y = 0; y < all.height; y += kTile)
    for (std::size_t x = 0; x < all.width; x += kTile)
      for (std::size_t i = 0; i + 3 < rectangles.size(); i += 4) {
        const long left = rectangles[i], top = rectangles[i + 1], w = rectangles[i + 2],
                   h = rectangles[i + 3];
        if (w <= 0 || h <= 0 || left >= static_cast<long>(x + kTile) ||
            top >= static_cast<long>(y + kTile) || left + w <= static_cast<long>(x) ||
            top + h <= static_cast<long>(y))
          continue;
        all.dirty.emplace_back(x, y);
        break;
      }
}

/// Copies a row of a tile.
void copy_row(std::uint32_t* to, const std::uint32_t* from, const std::uint32_t*,
              std::size_t width) {
  std::memcpy(to, from, width * sizeof *to);
}
void xor_row(std::uint32_t* to, const std::uint32_t* from, const std::uint32_t* before,
             std::size_t width) {
  for (std::size_t x = 0; x < width; ++x) to[x] = from[x] ^ before[x];
}

/// Dirty tiles first to end - 1 of frame `number`, one after the other; their bytes.
template <class PutRow>
std::size_t gather(const Tiles& all, std::size_t first, std::size_t end, std::size_t number,
                   PutRow put_row, std::uint32_t* const out) {
  const std::uint32_t* const before = all.frames.data();
  const std::uint32_t* const frame = before + number * all.width * all.height;
  std::uint32_t* to = out;
  for (std::size_t i = first; i < end; ++i) {
    const auto& [x, y] = all.dirty[i];
    const std::size_t width = std::min(kTile, all.width - x),
                      bottom = std::min(y + kTile, all.height);
    for (std::size_t row = y; row < bottom; ++row, to += width)
      put_row(to, frame + row * all.width + x, before + row * all.width + x, width);
  }
  return static_cast<std::size_t>(to - out) * sizeof *to;
}

/// Bytes of all tiles, and of what zstd makes of them.
struct Sizes {
  std::size_t raw = 0, coded = 0;
};

/// zstd's bytes, which `out` has room for.
std::size_t compress(ZSTD_CCtx* context, std::vector<char>& out, const void* from,
                     std::size_t bytes) {
  const std::size_t coded = ZSTD_compress2(context, out.data(), out.size(), from, bytes);
  if (ZSTD_isError(coded) != 0) {
    std::fprintf(stderr, "zstd: %s\n", ZSTD_getErrorName(coded));
    std::exit(70);
  }
  return coded;
}

std::size_t gather_all(Tiles& all) {
  return gather(all, 0, all.dirty.size(), 1, copy_row, all.gathered.data());
}

Sizes in_stripes(Tiles& all, ZSTD_CCtx* context, std::vector<char>& out, const std::string& what) {
  Sizes sizes;
  std::uint32_t* const to = all.gathered.data();
  std::uint32_t* const prefix = to + kStripeTiles * kTile * kTile;
  for (std::size_t first = 0; first < all.dirty.size(); first += kStripeTiles) {
    const std::size_t end = std::min(first + kStripeTiles, all.dirty.size());
    const std::size_t bytes = what == "xored" ? gather(all, first, end, 1, xor_row, to)
                                              : gather(all, first, end, 1, copy_row, to);
    if (what == "prefix")
      ZSTD_CCtx_refPrefix(context, prefix, gather(all, first, end, 0, copy_row, prefix));
    sizes.raw += bytes;
    sizes.coded += compress(context, out, to, bytes);
  }
  return sizes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::string folder = argv[1], what = argv[3];
  const int level = std::atoi(argv[2]);
  Tiles all{read_values<std::uint32_t>(folder, "frames"),
            static_cast<std::size_t>(shape_number(folder, "width")),
            static_cast<std::size_t>(shape_number(folder, "height")),
            {},
            {}};
  find_dirty(all, read_values<std::int32_t>(folder, "rectangles"));
  all.gathered.resize(std::max(all.width * all.height, 2 * kStripeTiles * kTile * kTile));
  std::vector<char> out(ZSTD_compressBound(all.gathered.size() * sizeof(std::uint32_t)));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  const bool is_whole = what == "gathered" || what == "gathering";
  if (!is_whole && what != "stripes" && what != "xored" && what != "prefix") return 2;
  // A prefix is as long as the stripe, which would be out of reach of level 1's window.
  if (what == "prefix") ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 19);
  Sizes sizes{.raw = gather_all(all)};
  const auto encode = [&] {
    if (!is_whole) {
      sizes = in_stripes(all, context, out, what);
      return;
    }
    if (what == "gathering") sizes.raw = gather_all(all);
    sizes.coded = compress(context, out, all.gathered.data(), sizes.raw);
  };
  if (argc == 5) {
    print_seconds(std::atoi(argv[4]), encode);
  } else {
    encode();
    const int times = std::atoi(argv[4]);
    const std::clock_t begin = std::clock();
    for (int i = 0; i < times; ++i) encode();
    std::printf("%.9f\n", static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / times);
  }
  std::fprintf(stderr, "%zu of %zu bytes\n", sizes.coded, sizes.raw);
  ZSTD_freeCCtx(context);
  return 0;
}
