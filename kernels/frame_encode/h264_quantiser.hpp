// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "kernels/frame_encode/h264_tables.hpp"

namespace pontage::frame_encode::h264 {

/// QPs that are offered. Up to 39 no sum of the inverse transform leaves 16 bits: with the step at
/// most 64 · 23 the sixteen rounding errors of a block come to at most 15,573 beside a signal of at
/// most 255 · 64.
inline constexpr int kLeastQp = 8, kMostQp = 39;

/// The largest magnitude of a level that every prefix of Constrained Baseline can carry (9.2.2.1:
/// level_prefix at most 15, so 12 bits follow it).
inline constexpr int kMostLevel = 2063;

/// The numbers of one QP. Places are row by row in a 4×4 block.
/// A level is sign(w) · ((|w| + bias) · factor >> 16): 16-bit multiplications that every processor
/// has, in place of the reference software's 32-bit ones; an encoder may round as it likes.
struct Quantiser {
  int qp = 0;
  std::array<std::uint16_t, 16> factor{}, intra_bias{}, inter_bias{};
  std::array<std::int16_t, 16> scale{};  ///< what a level is multiplied by to restore it

  constexpr explicit Quantiser(int at_qp = kMostQp) : qp(at_qp) {
    for (int place = 0; place < 16; ++place) {
      const auto i = static_cast<std::size_t>(place);
      const int kind = place_kind(place);
      const auto full = static_cast<unsigned>(kInverseScale[qp % 6][kind]) * 2;
      factor[i] = static_cast<std::uint16_t>((full + (1U << (qp / 6)) / 2) >> (qp / 6));
      intra_bias[i] = static_cast<std::uint16_t>(65536 / 3 / factor[i]);
      inter_bias[i] = static_cast<std::uint16_t>(65536 / 6 / factor[i]);
      scale[i] = static_cast<std::int16_t>(kScale[qp % 6][kind] << (qp / 6));
    }
  }
  /// Level of a sum of `1 << gain` DC coefficients (gain 2: Intra16x16, 1: chroma).
  constexpr int dc_level(int sum, int gain, bool is_intra) const {
    const int shift = 15 + qp / 6 + gain;
    const std::int64_t bias = (std::int64_t{1} << shift) / (is_intra ? 3 : 6);
    const std::int64_t size =
        (std::int64_t{sum < 0 ? -sum : sum} * kInverseScale[qp % 6][0] + bias) >> shift;
    return static_cast<int>(sum < 0 ? -size : size);
  }
  /// 8.5.10: DC of a luma block from the transformed levels.
  constexpr int luma_dc(int sum) const {
    const int scaled = sum * kScale[qp % 6][0] * 16, shift = 6 - qp / 6;
    return shift > 0 ? (scaled + (1 << (shift - 1))) >> shift : scaled * (1 << -shift);
  }
  /// 8.5.11.2: DC of a chroma block.
  constexpr int chroma_dc(int sum) const {
    return (sum * kScale[qp % 6][0] * 16 * (1 << (qp / 6))) >> 5;
  }
};

/// What a bit is worth: in squared error (×16) and in absolute error (×16), 0.85 · 2^((QP - 12) /
/// 3) and its root.
struct Lambda {
  std::uint32_t squared = 0, absolute = 0;
  constexpr explicit Lambda(int qp) {
    constexpr std::uint32_t kThird[3] = {13926, 17546, 22107};  // 0.85 · 2^(i/3) · 2^14
    constexpr std::uint32_t kSixth[6] = {15105, 16955, 19031, 21362, 23978, 26914};
    squared = (kThird[qp % 3] << (qp / 3)) >> 14;  // 2^((QP - 12) / 3) · 16 = 2^(QP / 3)
    absolute = ((kSixth[qp % 6] << (qp / 6)) >> 12);
    if (absolute == 0) absolute = 1;
  }
};

}  // namespace pontage::frame_encode::h264
