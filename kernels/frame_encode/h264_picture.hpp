// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/frame_encode/h264_headers.hpp"
#include "kernels/frame_encode/h264_macroblock.hpp"

namespace pontage::frame_encode::h264 {

/// An I420 picture of whole macroblocks: luma, Cb, Cr, nothing between them.
template <class S>
struct PictureOf {
  S* at = nullptr;
  PictureSize size;

  S* luma(int column, int row) const {
    return at + std::int64_t{row} * 16 * size.luma_stride() + column * 16;
  }
  S* chroma(int plane, int column, int row) const {
    return at + size.chroma_at(plane) + std::int64_t{row} * 8 * size.chroma_stride() + column * 8;
  }
  MacroblockSamples macroblock(int column, int row) const {
    return {{luma(column, row), size.luma_stride()},
            {{chroma(0, column, row), size.chroma_stride()},
             {chroma(1, column, row), size.chroma_stride()}}};
  }
};
using Picture = PictureOf<const Sample>;
using WritablePicture = PictureOf<Sample>;

/// 384 samples of one macroblock where they are worked on.
struct MacroblockBuffer {
  alignas(64) Sample luma[256];
  alignas(64) Sample chroma[2][64];
  MacroblockSamples samples() const { return {{luma, 16}, {{chroma[0], 8}, {chroma[1], 8}}}; }
};

/// Puts a macroblock's samples where it stands in a picture.
inline void copy_macroblock(const MacroblockSamples& from, const WritablePicture& to, int column,
                            int row) {
  for (int y = 0; y < 16; ++y)
    std::copy_n(from.luma.at + y * from.luma.stride, 16,
                to.luma(column, row) + y * to.size.luma_stride());
  for (int plane = 0; plane < 2; ++plane)
    for (int y = 0; y < 8; ++y)
      std::copy_n(from.chroma[plane].at + y * from.chroma[plane].stride, 8,
                  to.chroma(plane, column, row) + y * to.size.chroma_stride());
}

/// Whether a macroblock moved by `vector` lies wholly in the picture.
inline bool is_inside(PictureSize size, int column, int row, Vector vector) {
  const int x = column * 16 + vector.x, y = row * 16 + vector.y;
  return x >= 0 && y >= 0 && x + 16 <= size.columns() * 16 && y + 16 <= size.rows() * 16;
}

/// Luma of the macroblock moved by `vector` (8.4.2.2.1, whole pixels): where it lies, or, where it
/// reaches beyond the picture's edges, in `room`.
inline Samples moved_luma(const Picture& from, int column, int row, Vector vector,
                          Sample (&room)[256]) {
  const PictureSize size = from.size;
  const int stride = size.luma_stride();
  const int left = column * 16 + vector.x, top = row * 16 + vector.y;
  if (is_inside(size, column, row, vector))
    return {from.at + std::int64_t{top} * stride + left, stride};
  for (int y = 0; y < 16; ++y) {
    const Sample* line =
        from.at + std::int64_t{std::clamp(top + y, 0, size.rows() * 16 - 1)} * stride;
    for (int x = 0; x < 16; ++x) room[16 * y + x] = line[std::clamp(left + x, 0, stride - 1)];
  }
  return {room, 16};
}

/// Chroma of the same (8.4.2.2.2): half a pixel where the vector is odd.
inline void move_chroma(const Picture& from, int plane, int column, int row, Vector vector,
                        Sample (&to)[64]) {
  const int stride = from.size.chroma_stride(), rows = from.size.rows() * 8;
  const Sample* base = from.at + from.size.chroma_at(plane);
  const int left = column * 8 + (vector.x >> 1), top = row * 8 + (vector.y >> 1);
  const int right_share = (vector.x & 1) * 4, lower_share = (vector.y & 1) * 4;
  Sample around[9][9];
  for (int y = 0; y < 9; ++y) {
    const Sample* line = base + std::int64_t{std::clamp(top + y, 0, rows - 1)} * stride;
    if (left >= 0 && left + 9 <= stride)
      std::copy_n(line + left, 9, around[y]);
    else
      for (int x = 0; x < 9; ++x) around[y][x] = line[std::clamp(left + x, 0, stride - 1)];
  }
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) {
      const int upper = around[y][x] * (8 - right_share) + around[y][x + 1] * right_share;
      const int lower = around[y + 1][x] * (8 - right_share) + around[y + 1][x + 1] * right_share;
      to[8 * y + x] =
          static_cast<Sample>((upper * (8 - lower_share) + lower * lower_share + 32) >> 6);
    }
}

}  // namespace pontage::frame_encode::h264
