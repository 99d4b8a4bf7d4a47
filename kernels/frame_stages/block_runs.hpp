// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/frame_stages/colour_convert_shape.hpp"
#include "kernels/shared/colour/convert_rows.hpp"

namespace pontage::frame_stages {

/// The macroblocks that a region touches, in runs.
std::vector<BlockRun> runs_of(std::span<const Box> region, std::int32_t width, std::int32_t height);

/// Where the planes of a frame lie in one value.
struct PlaneLayout {
  std::int64_t columns = 0, rows = 0;  ///< of macroblocks

  static PlaneLayout of(std::int64_t width, std::int64_t height) {
    return {(width + kBlockSide - 1) / kBlockSide, (height + kBlockSide - 1) / kBlockSide};
  }
  std::int64_t bytes() const { return columns * rows * 384; }
  colour::Planes planes(std::uint8_t* all) const {
    return {all, all + columns * rows * 256, all + columns * rows * 320, 16 * columns, 8 * columns};
  }
  /// Those of one run.
  colour::Planes planes(std::uint8_t* all, const BlockRun& run) const {
    colour::Planes to = planes(all);
    to.luma += 16 * (run.row * to.luma_stride + run.first);
    to.cb += 8 * (run.row * to.chroma_stride + run.first);
    to.cr += 8 * (run.row * to.chroma_stride + run.first);
    return to;
  }
};

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
