// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_motion.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "kernels/frame_encode/h264_picture_job.hpp"
#include "kernels/frame_encode/h264_rare.hpp"
#include "kernels/frame_encode/h264_slots.hpp"

namespace pontage::frame_encode::h264 {
namespace {

constexpr std::uint32_t kNothing = 0xffffffff;

std::uint32_t hash_of(const std::uint32_t* pixels) {
  std::uint32_t hash = 0;
  for (int i = 0; i < kMarkPixels; ++i) {
    hash = (hash ^ (pixels[i] & 0xffffff)) * 0x9e3779b1U;
    hash ^= hash >> 15;
  }
  return hash;
}

std::int32_t next_rare(const std::uint32_t* line, std::int32_t from, std::int32_t to,
                       [[maybe_unused]] bool is_plain) {
#ifdef PONTAGE_HAS_HIGHWAY
  if (!is_plain) return next_rare_by_vectors(line, from, to);
#endif
  return next_rare_plain(line, from, to);
}

/// Tallies of vectors that had a vote.
struct Tally {
  Vector vector;
  std::uint32_t votes = 0;
};
constexpr std::uint32_t kTallies = 512;  // a power of two

void count_vote(Tally (&tallies)[kTallies], Vector vector) {
  const auto packed = static_cast<std::uint32_t>(vector.x) * 0x85ebca6bU ^
                      static_cast<std::uint32_t>(vector.y) * 0xc2b2ae35U;
  std::uint32_t at = packed >> 23;
  for (int tries = 0; tries < 16; ++tries, at = (at + 1) % kTallies) {
    Tally& tally = tallies[at];
    if (tally.votes != 0 && tally.vector != vector) continue;
    tally.vector = vector;
    ++tally.votes;
    return;
  }
}

/// The slot where a mark of this hash stands, or a free one.
std::uint32_t slot_of_mark(const std::uint32_t* table, std::uint32_t mask, const RowMarks* rows,
                           std::uint32_t hash) {
  return slot_of(hash, mask, [&](std::uint32_t slot) {
    const std::uint32_t there = table[slot];
    return there == kNothing || rows[there / kRowMarks].marks[there % kRowMarks].hash == hash;
  });
}

}  // namespace

void find_marks(const std::uint32_t* line, std::int32_t width, std::int32_t from, std::int32_t to,
                std::int32_t y, RowMarks& found, bool is_plain) {
  const std::int32_t end = std::min(to, width - kMarkPixels + 1);
  for (std::int32_t x = from; x < end; ++x) {
    x = next_rare(line, x, end, is_plain);
    if (x == end || found.count == kRowMarks) return;
    found.marks[found.count++] = {hash_of(line + x), static_cast<std::int16_t>(x),
                                  static_cast<std::int16_t>(y)};
  }
}

int vote(const RowMarks* before, const RowMarks* now, std::int64_t rows, std::uint32_t* table,
         Vector (&best)[kMostVectors]) {
  std::uint32_t marks_now = 0;
  for (std::int64_t row = 0; row < rows; ++row) marks_now += now[row].count;
  if (marks_now < kLeastVotes) return 0;
  const auto slots = static_cast<std::uint32_t>(vote_slots(rows));
  std::fill_n(table, slots, kNothing);
  // Of each slot: whether its mark is not the only one of its kind.
  std::uint8_t* const twice = reinterpret_cast<std::uint8_t*>(table + slots);
  std::fill_n(twice, slots, std::uint8_t{0});
  for (std::uint32_t row = 0; row < rows; ++row)
    for (std::uint32_t i = 0; i < before[row].count; ++i) {
      const std::uint32_t slot = slot_of_mark(table, slots - 1, before, before[row].marks[i].hash);
      if (table[slot] == kNothing)
        table[slot] = row * kRowMarks + i;
      else
        twice[slot] = 1;
    }
  Tally tallies[kTallies];
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::uint32_t i = 0; i < now[row].count; ++i) {
      const Mark& mark = now[row].marks[i];
      const std::uint32_t slot = slot_of_mark(table, slots - 1, before, mark.hash);
      if (table[slot] == kNothing || twice[slot] != 0) continue;
      const Mark& there = before[table[slot] / kRowMarks].marks[table[slot] % kRowMarks];
      const int x = there.x - mark.x, y = there.y - mark.y;
      if ((x == 0 && y == 0) || std::abs(x) > kMostMotion || std::abs(y) > kMostMotion) continue;
      count_vote(tallies, {static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
    }
  std::partial_sort(tallies, tallies + kMostVectors, tallies + kTallies,
                    [](const Tally& a, const Tally& b) {
                      return std::tuple(b.votes, a.vector.y, a.vector.x) <
                             std::tuple(a.votes, b.vector.y, b.vector.x);
                    });
  int count = 0;
  while (count < kMostVectors && tallies[count].votes >= kLeastVotes) {
    best[count] = tallies[count].vector;
    ++count;
  }
  return count;
}

}  // namespace pontage::frame_encode::h264
