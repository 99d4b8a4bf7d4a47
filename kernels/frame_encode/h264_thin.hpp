// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>

#include "kernels/frame_encode/h264_quantiser.hpp"
#include "kernels/frame_encode/h264_samples.hpp"

namespace pontage::frame_encode::h264 {

/// Of the 240 pairs of neighbours in the lines of 16×16 samples, so many at least are equal in what
/// is drawn. Fitted on the sessions: 30 to 60 do alike, 90 take half a decibel from a photo.
inline constexpr int kEqualWhenDrawn = 45;

/// Whether 16×16 samples are a photo's or a film's: hardly any is as the one before it. What is
/// drawn stays on a screen, so its errors are seen for long, and it is not thinned.
inline bool is_natural(Samples luma) {
  int equal = 0;
  for (int y = 0; y < 16; ++y)
    for (int x = 1; x < 16; ++x)
      equal += luma.at[y * luma.stride + x] == luma.at[y * luma.stride + x - 1] ? 1 : 0;
  return equal < kEqualWhenDrawn;
}

/// Levels that are not worth their bits: a few small ones far apart, as grain leaves them. What
/// writing a level saves of squared error is set against what it takes about in bits.
template <int Blocks>
class Thin {
 public:
  /// `w` are the transformed residuals [place][block], `levels` what the quantiser made of them;
  /// both from scan position `first` on.
  Thin(const std::int16_t (&w)[16][Blocks], const Quantiser& q, int first,
       std::int16_t (&levels)[16][Blocks])
      : w_(w), q_(q), first_(first), levels_(levels) {}

  /// Drops levels of the blocks in `any`; returns the blocks that are left with some.
  /// `group` are blocks that share a bit of coded_block_pattern, `groups` where each group begins.
  template <std::size_t Groups>
  std::uint32_t drop(std::uint32_t any, std::uint32_t group, const int (&groups)[Groups]) {
    for (const int at : groups) {
      const std::uint32_t here = any & group << at;
      if (here == 0 || worth(here, kGroupBits) > 0) continue;
      clear(here);
      any &= ~here;
    }
    return any;
  }

 private:
  /// Bits of a group beside its levels: three empty blocks, and its pattern.
  static constexpr int kGroupBits = 4;
  /// A bit in 16ths of a squared step. 0.85 · 2^((QP - 12) / 3) by (0.625 · 2^(QP / 6))² are 2.2;
  /// with 3 a film with grain comes to a quarter less for 0.1 dB, as what is left out need not be
  /// predicted from either.
  static constexpr int kBit = 3;

  /// What is saved less what it takes, in 16ths of a squared step; enough for certain: at once.
  int worth(std::uint32_t blocks, int bits) const {
    int sum = -kBit * bits;
    for (int block = 0; block < Blocks; ++block) {
      if ((blocks >> block & 1) == 0) continue;
      int zeros = 0;
      for (int scan = first_; scan < 16; ++scan) {
        const int level = std::abs(int{levels_[scan][block]});
        if (level == 0) {
          ++zeros;
          continue;
        }
        if (level > 2) return 1;
        const std::size_t place = kZigZag[scan];
        const int steps = static_cast<int>(
            static_cast<unsigned>(std::abs(int{w_[place][block]})) * q_.factor[place] >> 12);
        sum += level * (2 * steps - 16 * level) - kBit * (3 + level + zeros / 2);
        zeros = 0;
      }
    }
    return sum;
  }

  void clear(std::uint32_t blocks) {
    for (int block = 0; block < Blocks; ++block)
      if ((blocks >> block & 1) != 0)
        for (int scan = first_; scan < 16; ++scan) levels_[scan][block] = 0;
  }

  const std::int16_t (&w_)[16][Blocks];
  const Quantiser& q_;
  int first_;
  std::int16_t (&levels_)[16][Blocks];
};

}  // namespace pontage::frame_encode::h264
