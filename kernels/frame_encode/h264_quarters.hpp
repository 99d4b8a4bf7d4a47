// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "kernels/frame_encode/h264_bits.hpp"
#include "kernels/frame_encode/h264_headers.hpp"
#include "kernels/frame_encode/h264_slots.hpp"
#include "kernels/frame_encode/h264_vector_prediction.hpp"

namespace pontage::frame_encode::h264 {

/// Motion of parts: words that were broken anew, a line of text whose letters stand elsewhere too.
/// A *wanted* quarter (8×8 pixels of a macroblock) is one that no vector of the picture explains;
/// the old frame, where it is damaged, is searched for it by a hash of 64 pixels. A quarter that
/// stands there more than once is found where it comes first and where it comes last, row by row.

inline constexpr int kQuarterSide = 8;
/// At most so many bits of a hash choose a bit of the filter by which most places of the old frame
/// are passed at once.
inline constexpr int kMostFilterBits = 18;
inline constexpr std::uint32_t kNowhere = 0xffffffff;
/// A vector of a quarter goes so far, in pixels either way; what the VUI says allows more.
inline constexpr int kFarAcross = 2000, kFarDown = 500;

/// One hash of the table: where it stands in the old frame, y · 65536 + x.
struct WantedQuarter {
  std::uint32_t hash = 0;  ///< 0: none
  std::uint32_t first = kNowhere;
  std::uint32_t last_backwards = kNowhere;  ///< all ones less the last place
};

/// Of a row's changed quarters that no vector of the picture explains: those that are wanted, and
/// those of photos and films, which do not stand elsewhere pixel for pixel, and those in whose
/// lines all pixels are equal. And the lines that were compared to know.
struct QuarterCount {
  std::uint32_t wanted = 0, natural = 0, flat = 0, lines = 0;
};

/// Slots that so many macroblocks may need, a power of two.
constexpr std::int64_t quarter_slots(std::int64_t macroblocks) {
  std::int64_t slots = 256;
  while (slots < 8 * macroblocks) slots *= 2;
  return slots;
}

/// What is used of the table, and of the filter, for so many wanted quarters.
struct QuarterTable {
  std::uint32_t slots = 256;
  int filter_bits = 0;
  constexpr explicit QuarterTable(std::uint32_t wanted) {
    while (slots < 2 * wanted) slots *= 2;
    filter_bits = std::countr_zero(slots) + 4;
    if (filter_bits > kMostFilterBits) filter_bits = kMostFilterBits;
  }
  constexpr std::uint32_t filter_words() const { return (1U << filter_bits) / 64; }
};

/// What a picture's quarters were found by; rooms are the caller's.
struct Quarters {
  PictureSize size;
  std::uint32_t* hashes = nullptr;  ///< [rows, columns, 4]: of what is wanted, else 0
  QuarterCount* counts = nullptr;   ///< [rows]
  std::uint32_t* sums = nullptr;    ///< [rows, columns · 16]: of lines while they are searched
  std::uint64_t* filter = nullptr;  ///< [2^kMostFilterBits / 64]
  WantedQuarter* table = nullptr;   ///< [slots]
  std::uint32_t mask = 0;           ///< slots in use less one; 0: nothing is searched
  unsigned filter_shift = 0;        ///< a hash's bit of the filter: what is left of it

  /// The vectors by which a quarter was found, at most two.
  struct Found {
    Vector vectors[2];
    int count = 0;
    const Vector* begin() const { return vectors; }
    const Vector* end() const { return vectors + count; }
  };
  template <class Probe>
  Found vectors_of(Probe& probe, int column, int row, int quarter) const {
    Found found;
    if (mask == 0) return found;
    const std::uint32_t hash = probe.load(
        &hashes[4 * (std::int64_t{row} * size.columns() + column) + quarter], site(H264Site::hash));
    if (hash == 0) return found;
    const WantedQuarter& at = table[slot_of_hash(probe, hash)];
    // In the line that the hash came with.
    const std::uint32_t first = probe.load(&at.first, site(H264Site::wanted));
    if (first == kNowhere) return found;
    const std::uint32_t last = kNowhere - probe.load(&at.last_backwards, site(H264Site::wanted));
    for (const std::uint32_t place : {first, last}) {
      probe.op(Op::integer, 12);  // 6 to take it apart, 3 to compare and 3 to keep it
      const int x = static_cast<int>(place & 0xffff) - 16 * column - quarter % 2 * kQuarterSide;
      const int y = static_cast<int>(place >> 16) - 16 * row - quarter / 2 * kQuarterSide;
      if (std::abs(x) <= kFarAcross && std::abs(y) <= kFarDown)
        found.vectors[found.count++] = {static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)};
    }
    return found;
  }
  /// The slot of a hash in the table, or a free one.
  template <class Probe>
  std::uint32_t slot_of_hash(Probe& probe, std::uint32_t hash) const {
    probe.op(Op::multiply);
    return slot_of(hash, mask, [&](std::uint32_t slot) {
      probe.op(Op::integer, 3);
      const std::uint32_t there = probe.follow(&table[slot].hash, site(H264Site::wanted));
      return there == 0 || there == hash;
    });
  }
};

/// Bytes of those rooms.
constexpr std::int64_t quarter_bytes(PictureSize size) {
  return (1 << kMostFilterBits) / 8 +
         quarter_slots(size.macroblocks()) * static_cast<std::int64_t>(sizeof(WantedQuarter)) +
         4 * std::int64_t{size.macroblocks()} * (4 + 16) +
         std::int64_t{size.rows()} * static_cast<std::int64_t>(sizeof(QuarterCount));
}

/// Two frames, one after the other, of the same size.
struct FramePair {
  const std::uint32_t *before = nullptr, *now = nullptr;
  std::int64_t width = 0, height = 0;
};

/// Notes which quarters of a row of macroblocks are wanted; none where `damaged` is 0.
void want_quarters(const FramePair&, std::int64_t row, const std::uint8_t* damaged,
                   std::span<const Vector> vectors, const Quarters&);
/// Whether that is enough to search the old frame for.
bool is_worth_a_search(const QuarterCount& all);
/// All rows' counts.
QuarterCount count_quarters(const Quarters&);
/// Makes the table of what all rows want; of nothing where that is little beside what is natural.
/// One thread.
void index_quarters(Quarters&);
/// Searches the damaged macroblocks of a row of the old frame. Rows may be searched at once.
/// `is_plain`: without vectors, for the same places.
void find_quarters(const FramePair&, std::int64_t row, const std::uint8_t* damaged, const Quarters&,
                   bool is_plain = false);

}  // namespace pontage::frame_encode::h264
