// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/frame_encode/h264_samples.hpp"

namespace pontage::frame_encode::h264 {

/// The reconstructed column to the left of a macroblock, where the slice has one.
struct LeftColumn {
  bool is_there = false;
  Sample luma[16];
  Sample chroma[2][8];
};

/// 8.3.3 with nothing above.
inline void predict_16x16(const LeftColumn& left, Mode16x16 mode, Sample (&to)[256]) {
  if (mode == Mode16x16::horizontal) {
    for (int y = 0; y < 16; ++y) std::fill_n(to + 16 * y, 16, left.luma[y]);
    return;
  }
  int sum = 8;
  for (const Sample sample : left.luma) sum += sample;
  std::fill_n(to, 256, static_cast<Sample>(left.is_there ? sum >> 4 : 128));
}

/// 8.3.4 with nothing above.
inline void predict_chroma(const LeftColumn& left, ChromaMode mode, int plane, Sample (&to)[64]) {
  const Sample(&column)[8] = left.chroma[plane];
  for (int y = 0; y < 8; ++y) {
    int sample = 128;
    if (mode == ChromaMode::horizontal) {
      sample = column[y];
    } else if (left.is_there) {
      const Sample* four = column + y / 4 * 4;
      sample = (four[0] + four[1] + four[2] + four[3] + 2) >> 2;
    }
    std::fill_n(to + 8 * y, 8, static_cast<Sample>(sample));
  }
}

/// The samples around a 4×4 block, as 8.3.1.2 names them: at(-1) is p[-1, -1], at(0) to at(7) lie
/// above, at(-2) to at(-5) to the left from the top on.
struct Around4x4 {
  Sample samples[18];  ///< some room behind, for whoever loads vectors
  bool has_left = false, has_above = false;
  bool has_corner() const { return has_left && has_above; }
  int at(int i) const { return samples[i + 5]; }
  Sample& at(int i) { return samples[i + 5]; }
  int left(int y) const { return at(-2 - y); }
};

inline constexpr int kModes4x4 = 9;

/// Whether the block has what mode `mode` (Table 8-2) reads.
inline bool can_predict_4x4(const Around4x4& around, int mode) {
  switch (mode) {
    case 0:
    case 3:
    case 7:
      return around.has_above;
    case 1:
    case 8:
      return around.has_left;
    case 2:
      return true;
    default:
      return around.has_left && around.has_above && around.has_corner();
  }
}

namespace intra {

inline int dc_4x4(const Around4x4& a) {
  int sum = 0;
  if (a.has_left) sum += a.left(0) + a.left(1) + a.left(2) + a.left(3);
  if (a.has_above) sum += a.at(0) + a.at(1) + a.at(2) + a.at(3);
  if (a.has_left && a.has_above) return (sum + 4) >> 3;
  return a.has_left || a.has_above ? (sum + 2) >> 2 : 128;
}

/// (p[i - 1] + 2 p[i] + p[i + 1] + 2) >> 2 along the samples around the block.
inline int smooth(const Around4x4& a, int i) {
  return (a.at(i - 1) + 2 * a.at(i) + a.at(i + 1) + 2) >> 2;
}
inline int between(const Around4x4& a, int i) { return (a.at(i) + a.at(i + 1) + 1) >> 1; }

inline int horizontal_up(const Around4x4& a, int x, int y) {
  const int z = x + 2 * y, from = y + (x >> 1);
  if (z > 5) return a.left(3);
  if (z == 5) return (a.left(2) + 3 * a.left(3) + 2) >> 2;
  if (z % 2 == 0) return (a.left(from) + a.left(from + 1) + 1) >> 1;
  return (a.left(from) + 2 * a.left(from + 1) + a.left(from + 2) + 2) >> 2;
}

/// Sample (x, y) of mode `mode`, 8.3.1.2.1 to 8.3.1.2.9.
inline int sample_4x4(const Around4x4& a, int mode, int x, int y) {
  switch (mode) {
    case 0:
      return a.at(x);
    case 1:
      return a.left(y);
    case 3:
      return x + y == 6 ? (a.at(6) + 3 * a.at(7) + 2) >> 2 : smooth(a, x + y + 1);
    case 4:
      return smooth(a, x - y - 1);
    case 5: {
      const int z = 2 * x - y;
      if (z >= 0) return z % 2 == 0 ? between(a, x - (y >> 1) - 1) : smooth(a, x - (y >> 1) - 1);
      return z == -1 ? smooth(a, -1) : smooth(a, -y);
    }
    case 6: {
      const int z = 2 * y - x;
      if (z >= 0)
        return z % 2 == 0 ? between(a, -2 - (y - (x >> 1))) : smooth(a, -1 - (y - (x >> 1)));
      return z == -1 ? smooth(a, -1) : smooth(a, x - 2);
    }
    case 7:
      return y % 2 == 0 ? between(a, x + (y >> 1)) : smooth(a, x + (y >> 1) + 1);
    default:
      return horizontal_up(a, x, y);
  }
}

}  // namespace intra

inline void predict_4x4(const Around4x4& around, int mode, Sample (&to)[16]) {
  if (mode == 2) {
    std::fill_n(to, 16, static_cast<Sample>(intra::dc_4x4(around)));
    return;
  }
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x)
      to[4 * y + x] = static_cast<Sample>(intra::sample_4x4(around, mode, x, y));
}

}  // namespace pontage::frame_encode::h264
