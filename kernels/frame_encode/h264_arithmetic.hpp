// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "kernels/frame_encode/h264_intra.hpp"
#include "kernels/frame_encode/h264_quantiser.hpp"

namespace pontage::frame_encode::h264 {

/// The dense work of a macroblock in plain C++: what the variant `reference` uses and what others
/// are held against. Blocks of 4×4 stand side by side: `[place or scan position][block]`, blocks
/// row by row.
struct PlainArithmetic {
  /// Sums of absolute and of squared differences.
  template <int Side>
  static std::uint32_t absolute_difference(Samples a, Samples b) {
    std::uint32_t sum = 0;
    for (int y = 0; y < Side; ++y)
      for (int x = 0; x < Side; ++x)
        sum +=
            static_cast<std::uint32_t>(std::abs(a.at[y * a.stride + x] - b.at[y * b.stride + x]));
    return sum;
  }
  template <int Side>
  static std::uint32_t squared_difference(Samples a, Samples b) {
    std::uint32_t sum = 0;
    for (int y = 0; y < Side; ++y)
      for (int x = 0; x < Side; ++x) {
        const int difference = a.at[y * a.stride + x] - b.at[y * b.stride + x];
        sum += static_cast<std::uint32_t>(difference * difference);
      }
    return sum;
  }

  /// The absolute difference of each quarter of 16×16 samples, row by row.
  static void quarter_differences(Samples a, Samples b, std::uint32_t (&to)[4]) {
    for (int quarter = 0; quarter < 4; ++quarter) {
      const int x = quarter % 2 * 8, y = quarter / 2 * 8;
      to[quarter] = absolute_difference<8>({a.at + y * a.stride + x, a.stride},
                                           {b.at + y * b.stride + x, b.stride});
    }
  }

  /// The core transform (8.5.12 the other way) of source minus prediction.
  template <int Side>
  static void transform(Samples source, Samples predicted, std::int16_t (*to)[Side * Side / 16]) {
    constexpr int kColumns = Side / 4;
    for (int block = 0; block < kColumns * kColumns; ++block) {
      const int top = block / kColumns * 4, left = block % kColumns * 4;
      int rows[4][4];
      for (int y = 0; y < 4; ++y) {
        int d[4];
        for (int x = 0; x < 4; ++x)
          d[x] = source.at[(top + y) * source.stride + left + x] -
                 predicted.at[(top + y) * predicted.stride + left + x];
        forward(d, rows[y]);
      }
      for (int x = 0; x < 4; ++x) {
        const int column[4] = {rows[0][x], rows[1][x], rows[2][x], rows[3][x]};
        int out[4];
        forward(column, out);
        for (int y = 0; y < 4; ++y) to[y * 4 + x][block] = static_cast<std::int16_t>(out[y]);
      }
    }
  }

  /// Cb's four blocks and Cr's.
  static void transform_chroma(const Samples (&source)[2], const Samples (&predicted)[2],
                               std::int16_t (*to)[8]) {
    for (int plane = 0; plane < 2; ++plane) {
      std::int16_t w[16][4];
      transform<8>(source[plane], predicted[plane], w);
      for (int place = 0; place < 16; ++place)
        for (int block = 0; block < 4; ++block) to[place][4 * plane + block] = w[place][block];
    }
  }

  /// Levels in scan order of transformed blocks; returns which blocks have any in scan positions
  /// from `first` on, a bit a block. `too_large` is set when one of those is above kMostLevel.
  template <int Blocks>
  static std::uint32_t quantise(const std::int16_t (*from)[Blocks], const Quantiser& q,
                                bool is_intra, int first, std::int16_t (*to)[Blocks],
                                bool& too_large) {
    std::uint32_t any = 0;
    const auto& bias = is_intra ? q.intra_bias : q.inter_bias;
    for (int scan = 0; scan < 16; ++scan) {
      const std::size_t place = kZigZag[scan];
      for (int block = 0; block < Blocks; ++block) {
        const int w = from[place][block];
        const unsigned size =
            (static_cast<unsigned>(std::abs(w)) + bias[place]) * unsigned{q.factor[place]} >> 16;
        to[scan][block] =
            static_cast<std::int16_t>(w < 0 ? -static_cast<int>(size) : static_cast<int>(size));
        if (scan < first) continue;
        if (size != 0) any |= 1U << block;
        if (static_cast<int>(size) > kMostLevel) too_large = true;
      }
    }
    return any;
  }

  /// Prediction plus the restored residual (8.5.12). `dc`, where given, is the restored DC of each
  /// block in place of the level at scan position 0.
  template <int Side>
  static void restore(const std::int16_t (*levels)[Side * Side / 16], const std::int16_t* dc,
                      const Quantiser& q, Samples predicted, Sample* to, std::int32_t stride) {
    constexpr int kColumns = Side / 4;
    for (int block = 0; block < kColumns * kColumns; ++block) {
      const int top = block / kColumns * 4, left = block % kColumns * 4;
      int d[16], rows[4][4];
      for (int scan = 0; scan < 16; ++scan)
        d[kZigZag[scan]] = levels[scan][block] * q.scale[kZigZag[scan]];
      if (dc != nullptr) d[0] = dc[block];
      for (int y = 0; y < 4; ++y) inverse(d + 4 * y, rows[y]);
      for (int x = 0; x < 4; ++x) {
        const int column[4] = {rows[0][x], rows[1][x], rows[2][x], rows[3][x]};
        int out[4];
        inverse(column, out);
        for (int y = 0; y < 4; ++y)
          to[(top + y) * stride + left + x] =
              clip(predicted.at[(top + y) * predicted.stride + left + x] + ((out[y] + 32) >> 6));
      }
    }
  }

  /// Cb's four blocks and Cr's, whose DC comes apart, to 8×8 samples each.
  static void restore_chroma(const std::int16_t (*levels)[8], const std::int16_t* dc,
                             const Quantiser& q, const Samples (&predicted)[2],
                             Sample (&to)[2][64]) {
    for (int plane = 0; plane < 2; ++plane) {
      std::int16_t of_plane[16][4];
      for (int scan = 0; scan < 16; ++scan)
        for (int block = 0; block < 4; ++block)
          of_plane[scan][block] = levels[scan][4 * plane + block];
      restore<8>(of_plane, dc + 4 * plane, q, predicted[plane], to[plane], 8);
    }
  }

  /// The same of one 4×4 block, by places in scan order; `source` and `predicted` are 16 samples
  /// row by row. Returns whether there is any level; none: `to` is the prediction.
  static bool code_4x4(const Sample* source, const Sample* predicted, const Quantiser& q,
                       std::int16_t (&levels)[16], bool& too_large, Sample* to,
                       std::int32_t stride) {
    std::int16_t w[16][1], out[16][1];
    transform<4>({source, 4}, {predicted, 4}, w);
    const bool any = quantise<1>(w, q, true, 0, out, too_large) != 0;
    for (int scan = 0; scan < 16; ++scan) levels[scan] = out[scan][0];
    restore<4>(out, nullptr, q, {predicted, 4}, to, stride);
    return any;
  }

  /// The mode that predicts a 4×4 block best (absolute error and, × 16, `lambda` for each bit that
  /// names it), and its prediction. The first of equals.
  static int best_mode_4x4(const Sample* source, const Around4x4& around, int expected,
                           std::uint32_t lambda, Sample (&best)[16]) {
    std::uint32_t least = 0xffffffff;
    int chosen = 2;
    for (int mode = 0; mode < kModes4x4; ++mode) {
      if (!can_predict_4x4(around, mode)) continue;
      Sample predicted[16];
      predict_4x4(around, mode, predicted);
      const std::uint32_t cost = 16 * absolute_difference<4>({source, 4}, {predicted, 4}) +
                                 lambda * (mode == expected ? 1U : 4U);
      if (cost >= least) continue;
      least = cost;
      chosen = mode;
      std::copy_n(predicted, 16, best);
    }
    return chosen;
  }

  static Sample clip(int value) {
    return static_cast<Sample>(value < 0 ? 0 : value > 255 ? 255 : value);
  }

 private:
  static void forward(const int (&d)[4], int (&to)[4]) {
    const int a = d[0] + d[3], b = d[1] + d[2], c = d[1] - d[2], e = d[0] - d[3];
    to[0] = a + b;
    to[1] = 2 * e + c;
    to[2] = a - b;
    to[3] = e - 2 * c;
  }
  static void inverse(const int* d, int (&to)[4]) {
    const int a = d[0] + d[2], b = d[0] - d[2];
    const int c = (d[1] >> 1) - d[3], e = d[1] + (d[3] >> 1);
    to[0] = a + e;
    to[1] = b + c;
    to[2] = b - c;
    to[3] = a - e;
  }
};

/// The 4×4 Hadamard transform of DC coefficients, block by block row by row, in place; its own
/// inverse but for the gain of 16.
inline void hadamard_4x4(int (&v)[16]) {
  const auto pass = [&v](int at, int step) {
    const int a = v[at] + v[at + 3 * step], b = v[at + step] + v[at + 2 * step];
    const int c = v[at + step] - v[at + 2 * step], d = v[at] - v[at + 3 * step];
    v[at] = a + b;
    v[at + step] = d + c;
    v[at + 2 * step] = a - b;
    v[at + 3 * step] = d - c;
  };
  for (int i = 0; i < 4; ++i) pass(4 * i, 1);
  for (int i = 0; i < 4; ++i) pass(i, 4);
}

inline void hadamard_2x2(int (&v)[4]) {
  const int a = v[0] + v[1], b = v[0] - v[1], c = v[2] + v[3], d = v[2] - v[3];
  v[0] = a + c;
  v[1] = b + d;
  v[2] = a - c;
  v[3] = b - d;
}

}  // namespace pontage::frame_encode::h264
