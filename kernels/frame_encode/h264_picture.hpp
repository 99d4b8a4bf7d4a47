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

/// Luma of the square at (x, y), moved by `vector` (8.4.2.2.1, whole pixels): where it lies, or,
/// where it reaches beyond the picture's edges, in `room`.
template <int Side>
Samples moved_luma(const Picture& from, int x, int y, Vector vector, Sample (&room)[Side * Side]) {
  const PictureSize size = from.size;
  const int stride = size.luma_stride(), rows = size.rows() * 16;
  const int left = x + vector.x, top = y + vector.y;
  if (left >= 0 && top >= 0 && left + Side <= stride && top + Side <= rows)
    return {from.at + std::int64_t{top} * stride + left, stride};
  for (int line = 0; line < Side; ++line) {
    const Sample* at = from.at + std::int64_t{std::clamp(top + line, 0, rows - 1)} * stride;
    for (int i = 0; i < Side; ++i) room[Side * line + i] = at[std::clamp(left + i, 0, stride - 1)];
  }
  return {room, Side};
}

/// Chroma of such a square, Side samples wide at (x, y) of a plane (8.4.2.2.2): half a pixel where
/// the vector is odd, which is a mean of two samples or of four. Eight samples from line to line.
template <int Side>
void move_chroma(const Picture& from, int plane, int x, int y, Vector vector, Sample* to) {
  const int stride = from.size.chroma_stride(), rows = from.size.rows() * 8;
  const Sample* base = from.at + from.size.chroma_at(plane);
  const int left = x + (vector.x >> 1), top = y + (vector.y >> 1);
  const bool between_columns = (vector.x & 1) != 0, between_rows = (vector.y & 1) != 0;
  Sample around[Side + 1][16];
  for (int line = 0; line < Side + (between_rows ? 1 : 0); ++line) {
    const Sample* at = base + std::int64_t{std::clamp(top + line, 0, rows - 1)} * stride;
    if (left >= 0 && left + Side + 1 <= stride)
      std::copy_n(at + left, Side + 1, around[line]);
    else
      for (int i = 0; i <= Side; ++i) around[line][i] = at[std::clamp(left + i, 0, stride - 1)];
  }
  for (int line = 0; line < Side; ++line, to += 8) {
    const Sample* a = around[line];
    const Sample* b = around[line + (between_rows ? 1 : 0)];
    if (!between_columns)
      for (int i = 0; i < Side; ++i) to[i] = static_cast<Sample>((a[i] + b[i] + 1) >> 1);
    else
      for (int i = 0; i < Side; ++i)
        to[i] = static_cast<Sample>((a[i] + a[i + 1] + b[i] + b[i + 1] + 2) >> 2);
  }
}

}  // namespace pontage::frame_encode::h264
