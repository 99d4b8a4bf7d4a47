// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/frame_stages/colour_convert_shape.hpp"
#include "kernels/shared/colour/convert_rows.hpp"
#include "libbench/device_code.hpp"

namespace pontage::frame_stages {

/// The macroblocks that a region touches, in runs.
std::vector<BlockRun> runs_of(std::span<const Rectangle> region, std::int32_t width,
                              std::int32_t height);

/// Where planes lie in one value: those of the frame, or of each run by itself.
struct PlaneLayout {
  std::int64_t columns = 0, rows = 0;  ///< of macroblocks
  bool is_packed = false;

  static PlaneLayout of(const ColourConvertShape& shape) {
    return {(shape.width + kBlockSide - 1) / kBlockSide,
            (shape.height + kBlockSide - 1) / kBlockSide, frame_stages::is_packed(shape)};
  }
  /// Of so many macroblocks next to each other in so many rows, from `at` on.
  PONTAGE_ITEM static colour::Planes planes(std::uint8_t* at, std::int64_t columns,
                                            std::int64_t rows) {
    return {at, at + columns * rows * 256, at + columns * rows * 320, 16 * columns, 8 * columns};
  }
  /// Those of one run.
  PONTAGE_ITEM colour::Planes planes(std::uint8_t* all, const BlockRun& run) const {
    if (is_packed) return planes(all + std::int64_t{384} * run.before, run.blocks, 1);
    colour::Planes to = planes(all, columns, rows);
    to.luma += 16 * (run.row * to.luma_stride + run.first);
    to.cb += 8 * (run.row * to.chroma_stride + run.first);
    to.cr += 8 * (run.row * to.chroma_stride + run.first);
    return to;
  }
};

inline colour::Matrix matrix_of(const ColourConvertShape& shape) {
  return shape.matrix == "bt601" ? colour::Matrix::bt601_full : colour::Matrix::bt709_limited;
}

/// The pixels of a run that the frame has.
inline colour::Pixels pixels_of(const std::uint32_t* frame, std::int64_t width, std::int64_t height,
                                const BlockRun& run) {
  const std::int64_t x = std::int64_t{kBlockSide} * run.first,
                     y = std::int64_t{kBlockSide} * run.row;
  const auto least = [](std::int64_t a, std::int64_t b) {
    return static_cast<std::int32_t>(a < b ? a : b);
  };
  return {frame + y * width + x, width, least(std::int64_t{kBlockSide} * run.blocks, width - x),
          least(kBlockSide, height - y)};
}

/// Calls `row(first byte, bytes)` for every row of a run: luma, cb, cr.
template <class Row>
void each_row(const colour::Planes& planes, const BlockRun& run, Row row) {
  for (int y = 0; y < 16; ++y)
    row(planes.luma + y * planes.luma_stride, std::int64_t{16} * run.blocks);
  for (std::uint8_t* const plane : {planes.cb, planes.cr})
    for (int y = 0; y < 8; ++y) row(plane + y * planes.chroma_stride, std::int64_t{8} * run.blocks);
}

}  // namespace pontage::frame_stages
