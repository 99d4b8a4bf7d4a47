// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_quarters.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "kernels/frame_encode/damage_grid.hpp"
#include "kernels/frame_encode/h264_quarter_hash.hpp"

namespace pontage::frame_encode::h264 {
namespace {

/// Pairs of neighbours in a quarter's lines, and how many of them are equal where text or a window
/// is drawn, at least; photos and films have fewer, and do not stand elsewhere pixel for pixel.
constexpr int kPairs = 7 * kQuarterSide, kLeastEqual = 16;
/// What of a pixel is colour; its highest byte says nothing.
constexpr std::uint32_t kColour = 0xffffff;
/// Nothing is searched for when there are so many times more natural quarters than wanted ones.
constexpr std::uint32_t kMostNatural = 4;

enum class Content { flat, drawn, natural };

void roll(const std::uint32_t* leaves, const std::uint32_t* comes, std::size_t count,
          std::uint32_t* sums, [[maybe_unused]] bool is_plain) {
#ifdef PONTAGE_HAS_HIGHWAY
  if (!is_plain) return roll_quarters_by_vectors(leaves, comes, count, sums);
#endif
  roll_quarters_plain(leaves, comes, count, sums);
}

std::uint32_t hash_of(const std::uint32_t* pixels, std::int64_t width) {
  std::uint32_t hash = 0;
  for (int y = 0; y < kQuarterSide; ++y)
    hash = hash * kQuarterDown + quarter_line(pixels + y * width);
  return hash == 0 ? 1 : hash;  // 0 is none
}

Content content_of(const std::uint32_t* pixels, std::int64_t width) {
  int equal = 0;
  for (int y = 0; y < kQuarterSide; ++y)
    for (int x = 0; x + 1 < kQuarterSide; ++x)
      equal += ((pixels[y * width + x] ^ pixels[y * width + x + 1]) & kColour) == 0 ? 1 : 0;
  return equal == kPairs ? Content::flat : equal >= kLeastEqual ? Content::drawn : Content::natural;
}

/// Whether two quarters are equal; adds the lines that it had to look at.
bool are_equal(const std::uint32_t* a, const std::uint32_t* b, std::int64_t width,
               std::uint32_t& lines) {
  constexpr std::uint64_t kColours = std::uint64_t{kColour} << 32 | kColour;
  for (int y = 0; y < kQuarterSide; ++y) {
    ++lines;
    std::uint64_t left[4], right[4];
    std::memcpy(left, a + y * width, sizeof left);
    std::memcpy(right, b + y * width, sizeof right);
    if ((((left[0] ^ right[0]) | (left[1] ^ right[1]) | (left[2] ^ right[2]) |
          (left[3] ^ right[3])) &
         kColours) != 0)
      return false;
  }
  return true;
}

/// Whether the quarter at (x, y) stood there before, or where a vector points.
bool is_explained(const FramePair& frames, std::int64_t x, std::int64_t y,
                  std::span<const Vector> vectors, std::uint32_t& lines) {
  const std::uint32_t* at = frames.now + y * frames.width + x;
  if (are_equal(at, frames.before + y * frames.width + x, frames.width, lines)) return true;
  return std::any_of(vectors.begin(), vectors.end(), [&](Vector vector) {
    const std::int64_t from_x = x + vector.x, from_y = y + vector.y;
    return from_x >= 0 && from_y >= 0 && from_x + kQuarterSide <= frames.width &&
           from_y + kQuarterSide <= frames.height &&
           are_equal(at, frames.before + from_y * frames.width + from_x, frames.width, lines);
  });
}

/// Where a hash stands in the table, or a free place.
WantedQuarter& wanted_of(const Quarters& quarters, std::uint32_t hash) {
  NullProbe probe;
  return quarters.table[quarters.slot_of_hash(probe, hash)];
}

void keep_least(std::uint32_t& at, std::uint32_t value) {
  const std::atomic_ref<std::uint32_t> shared(at);
  std::uint32_t least = shared.load(std::memory_order_relaxed);
  while (value < least && !shared.compare_exchange_weak(least, value, std::memory_order_relaxed)) {
  }
}

void look_up(const Quarters& quarters, const std::uint32_t* sums, std::int64_t count,
             std::int64_t x, std::int64_t y) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t hash = sums[i], bit = hash >> quarters.filter_shift;
    if ((quarters.filter[bit / 64] >> (bit % 64) & 1) == 0 || hash == 0) continue;
    // Flat, if as the place before it: the filter passes all of a surface, or nothing.
    if (i > 0 && hash == sums[i - 1]) continue;
    WantedQuarter& found = wanted_of(quarters, hash);
    if (found.hash != hash) continue;
    const auto place = static_cast<std::uint32_t>(y << 16 | (x + i));
    keep_least(found.first, place);
    keep_least(found.last_backwards, kNowhere - place);
  }
}

}  // namespace

void want_quarters(const FramePair& frames, std::int64_t row, const std::uint8_t* damaged,
                   std::span<const Vector> vectors, const Quarters& quarters) {
  const std::int64_t columns = quarters.size.columns();
  std::uint32_t* hashes = quarters.hashes + 4 * row * columns;
  std::fill_n(hashes, 4 * columns, 0U);
  QuarterCount count;
  for (std::int64_t column = 0; column < columns; ++column) {
    if (damaged[column] == 0) continue;
    for (int quarter = 0; quarter < 4; ++quarter) {
      const std::int64_t x = column * 16 + quarter % 2 * kQuarterSide;
      const std::int64_t y = row * 16 + quarter / 2 * kQuarterSide;
      if (x + kQuarterSide > frames.width || y + kQuarterSide > frames.height) continue;
      const std::uint32_t* at = frames.now + y * frames.width + x;
      if (is_explained(frames, x, y, vectors, count.lines)) continue;
      const Content content = content_of(at, frames.width);
      if (content == Content::natural) ++count.natural;
      if (content == Content::flat) ++count.flat;
      if (content != Content::drawn) continue;
      hashes[4 * column + quarter] = hash_of(at, frames.width);
      ++count.wanted;
    }
  }
  quarters.counts[row] = count;
}

bool is_worth_a_search(const QuarterCount& all) {
  return all.wanted > 0 && all.natural <= kMostNatural * all.wanted;
}

QuarterCount count_quarters(const Quarters& quarters) {
  QuarterCount all;
  for (std::int64_t row = 0; row < quarters.size.rows(); ++row) {
    all.wanted += quarters.counts[row].wanted;
    all.natural += quarters.counts[row].natural;
    all.flat += quarters.counts[row].flat;
    all.lines += quarters.counts[row].lines;
  }
  return all;
}

void index_quarters(Quarters& quarters) {
  const std::int64_t rows = quarters.size.rows(), columns = quarters.size.columns();
  const QuarterCount all = count_quarters(quarters);
  quarters.mask = 0;
  if (!is_worth_a_search(all)) return;
  const QuarterTable table(all.wanted);
  quarters.mask = table.slots - 1;
  std::fill_n(quarters.table, table.slots, WantedQuarter{});
  quarters.filter_shift = static_cast<unsigned>(32 - table.filter_bits);
  std::fill_n(quarters.filter, table.filter_words(), std::uint64_t{0});
  for (std::int64_t row = 0; row < rows; ++row) {
    if (quarters.counts[row].wanted == 0) continue;
    for (std::int64_t i = 4 * row * columns; i < 4 * (row + 1) * columns; ++i) {
      const std::uint32_t hash = quarters.hashes[i], bit = hash >> quarters.filter_shift;
      if (hash == 0) continue;
      wanted_of(quarters, hash).hash = hash;
      quarters.filter[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }
}

void find_quarters(const FramePair& frames, std::int64_t row, const std::uint8_t* damaged,
                   const Quarters& quarters, bool is_plain) {
  const std::int64_t columns = quarters.size.columns();
  std::uint32_t* sums = quarters.sums + row * columns * 16;
  const std::int64_t top = row * 16;
  const std::int64_t end = std::min(top + 16, frames.height - kQuarterSide + 1);
  if (top >= end) return;
  for_marked_runs(damaged, columns, [&](std::int64_t from, std::int64_t to) {
    const std::int64_t x = from * 16;
    const std::int64_t count = std::min(to * 16, frames.width - kQuarterSide + 1) - x;
    if (count <= 0) return;
    const auto line = [&](std::int64_t y) { return frames.before + y * frames.width + x; };
    const auto places = static_cast<std::size_t>(count);
    std::fill_n(sums, places, 0U);
    for (std::int64_t y = top; y < top + kQuarterSide; ++y)
      roll(nullptr, line(y), places, sums, is_plain);
    for (std::int64_t y = top; y < end; ++y) {
      if (y > top) roll(line(y - 1), line(y + kQuarterSide - 1), places, sums, is_plain);
      look_up(quarters, sums, count, x, y);
    }
  });
}

}  // namespace pontage::frame_encode::h264
