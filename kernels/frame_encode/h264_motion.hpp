// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/h264_picture_job.hpp"

namespace pontage::frame_encode::h264 {

/// Motion of a picture as a whole (scrolling, a window that is moved), found without comparing
/// blocks. A *mark* is a place where a line of pixels has something rare, by a hash of four of
/// them: the same places are marked wherever the content stands. Marks that are unlike all others
/// in the old frame and stand in the new one too vote for the vector between the two.

struct Mark {
  std::uint32_t hash = 0;  ///< of the kMarkPixels from (x, y) on
  std::int16_t x = 0, y = 0;
};
inline constexpr int kMarkPixels = 32;
/// Marks of a row of macroblocks, in each frame; later ones are not kept.
inline constexpr int kRowMarks = 128;
/// Votes that a vector needs to be tried.
inline constexpr std::uint32_t kLeastVotes = 6;

struct RowMarks {
  std::uint32_t count = 0;
  Mark marks[kRowMarks];
};

/// Marks of one line of a frame from x = `from` up to `to`; the line has `width` pixels.
/// `is_plain`: without vectors, for the same marks.
void find_marks(const std::uint32_t* line, std::int32_t width, std::int32_t from, std::int32_t to,
                std::int32_t y, RowMarks& found, bool is_plain = false);

/// Slots of the table that `vote` needs for so many rows, a power of two.
constexpr std::int64_t vote_slots(std::int64_t rows) {
  std::int64_t slots = 256;
  while (slots < 2 * rows * kRowMarks) slots *= 2;
  return slots;
}

/// The vectors with the most votes, the most first, ties by y and x; returns how many. `table` has
/// room for 5 bytes a slot.
int vote(const RowMarks* before, const RowMarks* now, std::int64_t rows, std::uint32_t* table,
         Vector (&best)[kMostVectors]);

}  // namespace pontage::frame_encode::h264
