// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/h264_quarters.hpp"
#include "kernels/frame_encode/h264_trial.hpp"

namespace pontage::frame_encode::h264 {

inline constexpr int kMostVectors = 4;
/// Of a vector, in pixels either way: level 3.1 allows 512 rows (Table A-1).
inline constexpr int kMostMotion = 500;
/// What became of a macroblock that is not skipped.
inline constexpr std::uint8_t kCoded = 1, kCodedPcm = 2;

/// What all rows of one picture share.
struct PictureJob {
  explicit PictureJob(int qp) : quality(qp) {}

  RowQuality quality;
  bool is_idr = false;
  std::uint32_t frame_number = 0;
  Picture source;                         ///< where it is damaged
  Picture reference;                      ///< what the decoder has
  WritablePicture restored;               ///< what it will have, where `changed`
  const std::uint8_t* damaged = nullptr;  ///< [rows, columns]
  std::uint8_t* changed = nullptr;        ///< [rows, columns]: out, kCoded, kCodedPcm or 0 each
  Vector vectors[kMostVectors];           ///< motion that the picture has much of
  int vector_count = 0;
  Quarters quarters;  ///< motion of parts; of nothing in an IDR picture
};

/// Words that the payload of a row can take: every macroblock as PCM.
constexpr std::int64_t most_row_words(PictureSize size) {
  return std::int64_t{size.columns()} * 98 + 16;
}

/// A macroblock to be coded: where it stands, and what it shows.
struct Place {
  int column = 0, row = 0;
  MacroblockSamples source;
};

}  // namespace pontage::frame_encode::h264
