// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_thin.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/frame_encode/h264_arithmetic.hpp"
#include "kernels/frame_encode/h264_trial.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode::h264 {
namespace {

constexpr int kUpperLeft[] = {0, 2, 8, 10};

/// Transformed residuals of a macroblock, in steps of the quantiser, and their levels.
struct Residual {
  Quantiser q{26};
  std::int16_t w[16][16] = {};
  std::int16_t levels[16][16] = {};
  std::uint32_t any = 0;

  void set(int scan, int block, double steps) {
    w[kZigZag[scan]][block] = static_cast<std::int16_t>(steps * 65536 / q.factor[kZigZag[scan]]);
  }
  std::uint32_t thin(int first = 0) {
    bool too_large = false;
    any = PlainArithmetic::quantise<16>(w, q, false, first, levels, too_large);
    NullProbe probe;
    return Thin<16>(w, q, first, levels).drop(probe, any, 0x33, kUpperLeft);
  }
};

TEST(H264Thin, a_lonely_one_is_dropped_and_a_larger_level_is_not) {
  Residual residual;
  residual.set(9, 3, 1.05);
  residual.set(9, 12, 3.2);
  EXPECT_EQ(residual.thin(), 1U << 12);
  EXPECT_EQ(residual.any, 1U << 3 | 1U << 12);
  EXPECT_EQ(residual.levels[9][3], 0);
  EXPECT_EQ(residual.levels[9][12], 3);
}

TEST(H264Thin, ones_that_save_much_stay) {
  Residual residual;
  // 1.8 steps are written as 1 (inter rounds at five sixths): it saves 2.6 squared steps, and
  // takes, with its group, about 8 bits.
  for (int scan = 0; scan < 4; ++scan) residual.set(scan, 0, 1.8);
  EXPECT_EQ(residual.thin(), 1U);
}

TEST(H264Thin, a_group_is_kept_or_dropped_as_one) {
  Residual residual;
  residual.set(5, 0, 0.9);
  residual.set(0, 5, 2.9);  // the same 8×8
  residual.set(5, 2, 0.9);  // the one to its right
  EXPECT_EQ(residual.thin(), 1U | 1U << 5);
  EXPECT_EQ(residual.levels[5][0], 1);
  EXPECT_EQ(residual.levels[5][2], 0);
}

TEST(H264Thin, what_comes_before_the_first_is_left_alone) {
  Residual residual;
  residual.set(0, 0, 1.0);
  residual.set(7, 0, 0.9);
  EXPECT_EQ(residual.thin(1), 0U);
  EXPECT_EQ(residual.levels[0][0], 1);
  EXPECT_EQ(residual.levels[7][0], 0);
}

/// Blocks of chroma that keep levels of AC, where the first block of each plane has an even wave of
/// so many steps of the quantiser.
std::uint32_t chroma_left(double steps_of_cb, double steps_of_cr) {
  Sample source[2][64], predicted[2][64];
  const RowQuality quality(26);
  const double step = 65536.0 / quality.chroma.factor[2];
  for (int plane = 0; plane < 2; ++plane)
    for (int i = 0; i < 64; ++i) {
      constexpr int kWave[4] = {1, -1, -1, 1};  // 16 samples of 1 are 16 of w
      const double steps = plane == 0 ? steps_of_cb : steps_of_cr;
      const bool is_first = i % 8 < 4 && i / 8 < 4;
      predicted[plane][i] = 128;
      source[plane][i] =
          static_cast<Sample>(128 + (is_first ? std::lround(kWave[i % 4] * steps * step / 16) : 0));
    }
  NullProbe probe;
  Trials<PlainArithmetic, NullProbe> trials(probe, quality);
  const Samples from[2] = {{source[0], 8}, {source[1], 8}},
                by[2] = {{predicted[0], 8}, {predicted[1], 8}};
  Trial trial;
  trials.chroma(from, by, false, trial);
  return trial.mb.chroma_any;
}

TEST(H264Thin, both_planes_of_chroma_are_kept_or_dropped_as_one) {
  EXPECT_EQ(chroma_left(0.95, 0), 0U);
  EXPECT_EQ(chroma_left(0, 0.95), 0U);
  EXPECT_EQ(chroma_left(4.3, 0), 1U);
  EXPECT_EQ(chroma_left(0.95, 4.3), 1U | 1U << 4);
}

TEST(H264Thin, noise_is_grainy_and_what_is_drawn_is_not) {
  Rng rng(2);
  Sample noise[256], drawn[256];
  for (auto& sample : noise) sample = static_cast<Sample>(120 + rng.below(12));
  for (auto& sample : drawn) sample = rng.below(2) == 0 ? 16 : 235;
  EXPECT_TRUE(is_grainy({noise, 16}));
  EXPECT_FALSE(is_grainy({drawn, 16}));
}

}  // namespace
}  // namespace pontage::frame_encode::h264
