// SPDX-License-Identifier: Apache-2.0
/// Dirty tiles of 64 by 64 pixels straight into zstd, in one frame, with a context that is kept.
/// Usage: zstd_tiles FOLDER LEVEL gathered|gathering REPETITIONS [cpu]
/// "gathered": the tiles stand one after the other before the clock runs; "gathering": they are
/// copied from the frame while it does, as ours are. The bytes go to stderr. "cpu": the processor's
/// time of one repetition, of many, for machines that have other things to do.
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "files.hpp"

namespace {

constexpr std::size_t kTile = 64;

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

std::size_t gather(Tiles& all) {
  const std::uint32_t* frame = all.frames.data() + all.width * all.height;
  std::uint32_t* to = all.gathered.data();
  for (const auto& [x, y] : all.dirty) {
    const std::size_t width = std::min(kTile, all.width - x),
                      bottom = std::min(y + kTile, all.height);
    for (std::size_t row = y; row < bottom; ++row, to += width)
      std::memcpy(to, frame + row * all.width + x, width * sizeof *to);
  }
  return static_cast<std::size_t>(to - all.gathered.data()) * sizeof *to;
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
  all.gathered.resize(all.width * all.height);
  std::size_t bytes = gather(all), coded = 0;
  std::vector<char> out(ZSTD_compressBound(bytes));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  const auto encode = [&] {
    if (what == "gathering") bytes = gather(all);
    coded = ZSTD_compressCCtx(context, out.data(), out.size(), all.gathered.data(), bytes, level);
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
  std::fprintf(stderr, "%zu of %zu bytes\n", coded, bytes);
  ZSTD_freeCCtx(context);
  return 0;
}
