// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/h264_encode.hpp"
#include "libbench/probe.hpp"
#include "libbench/work.hpp"

namespace pontage::frame_encode::h264 {

/// Operations of the plain code around the rows, each of them counted in its text.
struct AroundOps {
  /// A pixel to 4:2:0 (colour_item.hpp): luma 5 to take it apart, 3 multiplications, 4 additions, a
  /// shift; of chroma a quarter of 9 additions and twice 3 multiplications, 3 additions and a
  /// shift.
  static constexpr std::int64_t kConvert = 13 + 23 / 4;
  /// Whether a place is rare (h264_rare.hpp): 3 to compare neighbours, 3 for each of four
  /// pixels, 2.
  static constexpr std::int64_t kRarePlace = 3 + 12 + 2;
  /// A mark: 5 for each of its pixels, and 4 for its slot.
  static constexpr std::int64_t kMark = 5 * kMarkPixels + 4;
  /// A line of a quarter that is compared, two pixels at once: 4 exclusive or, 3 or, and, 1 to
  /// compare.
  static constexpr std::int64_t kLine = 4 + 3 + 1 + 1;
  /// Of a quarter that no vector explains: exclusive or, and, a comparison and an addition for each
  /// pair of neighbours.
  static constexpr std::int64_t kContent = 4 * 56;
  /// The hash of a quarter: 64 times a mask, a multiplication, an addition; 8 multiplications.
  static constexpr std::int64_t kQuarterHash = 64 * 3 + 8;
  /// 16 places below each other that are searched: 8 lines come, 24 and 2 to roll each, before the
  /// first of them; then 15 leave and 15 come, 4 to roll; 4 of each place for the filter. Places
  /// that hang over the frame's edge are counted too.
  static constexpr std::int64_t kSearchedColumn = 8 * 26 + 15 * (2 * 24 + 4) + 16 * 4;
  /// 384 samples of a macroblock, 8 at once.
  static constexpr std::int64_t kMoveMacroblock = 384 / 8;
  /// A byte into its unit with emulation prevention.
  static constexpr std::int64_t kUnitByte = 4;
};

/// What jobs come to in all: their rows, which `rows` counts, and what is around them.
class JobTally {
 public:
  CountProbe rows;

  /// After a job of one update.
  void add(const H264Job&);
  /// What a job of the same updates does once more: it copies the picture that it starts from.
  void add_copied_reference(PictureSize);
  Work work() const;

 private:
  /// What looking for quarters comes to.
  void add_quarters(const H264Job&, std::int64_t damaged);

  std::int64_t steps_ = 0, dependent_loads_ = 0, bytes_read_ = 0, bytes_written_ = 0;
};

}  // namespace pontage::frame_encode::h264
