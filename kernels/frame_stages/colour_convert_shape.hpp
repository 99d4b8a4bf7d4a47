// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "kernels/frame_stages/stage_shape.hpp"

namespace pontage::frame_stages {

/// The damaged macroblocks of a frame from BGRX to 4:2:0, for an encoder: BT.601 with the full
/// range bit for bit as libjpeg makes it, or BT.709 with the limited range for H.264
/// (kernels/shared/colour/colour_item.hpp has the arithmetic, convert_rows.hpp the padding of
/// frames that are no multiple of 16).
///
/// Shapes   frame [height, width] u32 (dataset: the compositor has just drawn it there); runs [n]
///          BlockRun: macroblocks of 16 by 16 that the damage touches, at most 128 next to each
///          other; one that is empty where there is no damage (request); planes u8. output=device:
///          luma [16 · rows of blocks, 16 · columns], then cb and cr of half that, either way, stay
///          (scratch), for the encoder runs there; only the runs are written, and checks [runs] u64
///          come back, each of a run's rows of luma, cb and cr (row_check.hpp; response).
///          output=host: planes of the runs and nothing else, one run after the other, each luma
///          [16, 16 · its blocks], cb and cr [8, 8 · its blocks] (response), for an encoder on the
///          host that keeps the planes. output=whole: the planes as on the device are the response
///          whatever was damaged, as for one that keeps none; only the runs are written.
/// Work     steps = pixels converted, those of padding not counted; bytes_read = 4 a pixel;
///          bytes_written = 384 a macroblock, and the checks.
/// Judge    exact.
struct ColourConvertShape : StageShape {
  std::string matrix;
  std::string picture;
  std::string output;
};

enum ColourConvertValue : std::size_t {
  kConvertFrame = 0,
  kRuns = 1,
  kPlanes = 2,
  kConvertChecks = 3  ///< of output=device only
};

inline constexpr std::int32_t kBlockSide = 16, kMostRunBlocks = 128;

/// Macroblocks next to each other.
struct BlockRun {
  std::int32_t row = 0, first = 0, blocks = 0;
  std::int32_t before = 0;  ///< macroblocks in the runs before it
  friend bool operator==(const BlockRun&, const BlockRun&) = default;
};

inline bool is_packed(const ColourConvertShape& shape) { return shape.output == "host"; }

}  // namespace pontage::frame_stages
