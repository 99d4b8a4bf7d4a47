// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstdlib>

#include "kernels/frame_encode/h264_quantiser.hpp"
#include "kernels/frame_encode/h264_samples.hpp"
#include "libbench/probe.hpp"

namespace pontage::frame_encode::h264 {

/// Of the 240 pairs of neighbours in the lines of 16×16 samples, so many at least are equal in what
/// has no grain. Fitted on the sessions: 30 to 60 do alike, 90 take half a decibel from a photo.
inline constexpr int kPairsOfLuma = 240, kEqualWithoutGrain = 45;

/// Whether 16×16 samples are grainy, as a photo's or a film's: hardly any is as the one before it.
/// What is not stays on a screen, so its errors are seen for long, and its luma is not thinned.
inline bool is_grainy(Samples luma) {
  int equal = 0;
  for (int y = 0; y < 16; ++y)
    for (int x = 1; x < 16; ++x)
      equal += luma.at[y * luma.stride + x] == luma.at[y * luma.stride + x - 1] ? 1 : 0;
  return equal < kEqualWithoutGrain;
}

/// The same of a macroblock that is tried in many ways: looked at once, when it is asked for.
class Grain {
 public:
  void stand_at(Samples luma) {
    luma_ = luma;
    is_known_ = false;
  }
  template <class Probe>
  bool is_there(Probe& probe) {
    if (!is_known_) {
      probe.op(Op::integer, 2 * kPairsOfLuma);  // a comparison and an addition each
      is_there_ = is_grainy(luma_);
      is_known_ = true;
    }
    return is_there_;
  }

 private:
  Samples luma_{};
  bool is_known_ = false, is_there_ = false;
};

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
  template <class Probe, std::size_t Groups>
  std::uint32_t drop(Probe& probe, std::uint32_t any, std::uint32_t group,
                     const int (&groups)[Groups]) {
    for (const int at : groups) {
      const std::uint32_t here = any & group << at;
      if (here == 0 || worth(probe, here, kGroupBits) > 0) continue;
      clear(probe, here);
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
  /// Operations of a place that is looked at (absolute, compared, counted), and of a level there:
  /// 3 for its steps, 6 for what it saves, 5 for its bits.
  static constexpr int kLookOps = 3;
  static constexpr unsigned kLevelOps = 3 + 6 + 5;

  /// What is saved less what it takes, in 16ths of a squared step; enough for certain: at once.
  template <class Probe>
  int worth(Probe& probe, std::uint32_t blocks, int bits) const {
    int sum = -kBit * bits;
    for (int block = 0; block < Blocks; ++block) {
      if ((blocks >> block & 1) == 0) continue;
      int zeros = 0;
      probe.op(Op::integer, static_cast<unsigned>(kLookOps * (16 - first_)));
      for (int scan = first_; scan < 16; ++scan) {
        const int level = std::abs(int{levels_[scan][block]});
        if (level == 0) {
          ++zeros;
          continue;
        }
        if (level > 2) return 1;
        probe.op(Op::integer, kLevelOps);
        const std::size_t place = kZigZag[scan];
        const int steps = static_cast<int>(
            static_cast<unsigned>(std::abs(int{w_[place][block]})) * q_.factor[place] >> 12);
        sum += level * (2 * steps - 16 * level) - kBit * (3 + level + zeros / 2);
        zeros = 0;
      }
    }
    return sum;
  }

  template <class Probe>
  void clear(Probe& probe, std::uint32_t blocks) {
    probe.op(Op::integer, static_cast<unsigned>(std::popcount(blocks) * (16 - first_)));
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
