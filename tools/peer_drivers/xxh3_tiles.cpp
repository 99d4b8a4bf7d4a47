// SPDX-License-Identifier: Apache-2.0
/// The candidates of a `damage` problem by XXH3 of libxxhash, inlined and compiled for this
/// processor: 64 bits of each tile against those of the previous frame.
/// Usage: xxh3_tiles FOLDER THREADS REPETITIONS
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "files.hpp"
#include "team.hpp"

namespace {

constexpr std::size_t kSide = 32;

struct Frames {
  std::vector<std::uint32_t> now, before, candidates;
  std::size_t width, height;
};

std::uint64_t hash_of(const std::vector<std::uint32_t>& frame, const Frames& f, std::size_t tile) {
  const std::size_t columns = (f.width + kSide - 1) / kSide;
  const std::size_t x = tile % columns * kSide, y = tile / columns * kSide;
  const std::size_t width = std::min(kSide, f.width - x), height = std::min(kSide, f.height - y);
  // Rows copied together and hashed at once: several times as fast as row by row into a state.
  alignas(64) std::uint32_t together[kSide * kSide];
  for (std::size_t row = 0; row < height; ++row)
    std::memcpy(together + row * width, frame.data() + (y + row) * f.width + x, width * 4);
  return XXH3_64bits(together, width * height * 4);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string folder = argv[1];
  const int threads = std::atoi(argv[2]);
  const Frames f{
      read_values<std::uint32_t>(folder, "frame"), read_values<std::uint32_t>(folder, "previous"),
      read_values<std::uint32_t>(folder, "candidates"), std::size_t(shape_number(folder, "width")),
      std::size_t(shape_number(folder, "height"))};
  const std::size_t tiles = ((f.width + kSide - 1) / kSide) * ((f.height + kSide - 1) / kSide);
  std::vector<std::uint64_t> before(tiles), now(tiles);
  std::vector<std::uint8_t> dirty(tiles);
  for (std::size_t tile = 0; tile < tiles; ++tile) before[tile] = hash_of(f.before, f, tile);
  Team team(threads);
  print_seconds(std::atoi(argv[3]), [&] {
    std::atomic<std::size_t> next{0};
    const auto work = [&](int) {
      for (std::size_t at = 32 * next++; at < f.candidates[0]; at = 32 * next++)
        for (std::size_t i = at; i < std::min<std::size_t>(at + 32, f.candidates[0]); ++i) {
          const std::uint32_t tile = f.candidates[1 + i];
          now[tile] = hash_of(f.now, f, tile);
          dirty[tile] = now[tile] != before[tile];
        }
    };
    team.run(work);
  });
  return 0;
}
