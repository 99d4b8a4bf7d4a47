// SPDX-License-Identifier: Apache-2.0
/// No sum of the inverse transform leaves 16 bits, so lanes of 16 bits are exact: every
/// intermediate in 32 bits, for every pattern of the largest residuals and for random ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "kernels/frame_encode/h264_trial.hpp"
#include "libbench/rng.hpp"
#ifdef PONTAGE_HAS_HIGHWAY
#include "kernels/frame_encode/h264_vectors-inl.h"
#endif

namespace pontage::frame_encode::h264 {
namespace {

/// The least and the most that a number was.
struct Range {
  std::int32_t least = 0, most = 0;
  std::int32_t operator()(std::int32_t value) {
    least = std::min(least, value);
    most = std::max(most, value);
    return value;
  }
  bool fits_16_bits() const {
    return least >= std::numeric_limits<std::int16_t>::min() &&
           most <= std::numeric_limits<std::int16_t>::max();
  }
};

/// One line of 8.5.12.2, written from the standard; every value passes `seen`.
void inverse_line(std::int32_t* d, int step, Range& seen) {
  const std::int32_t e0 = seen(d[0] + d[2 * step]), e1 = seen(d[0] - d[2 * step]);
  const std::int32_t e2 = seen((d[step] >> 1) - d[3 * step]);
  const std::int32_t e3 = seen(d[step] + (d[3 * step] >> 1));
  d[0] = seen(e0 + e3);
  d[step] = seen(e1 + e2);
  d[2 * step] = seen(e1 - e2);
  d[3 * step] = seen(e0 - e3);
}

/// 16 blocks restored in 32 bits.
void restore_wide(const std::int16_t (*levels)[16], const std::int32_t* dc, const Quantiser& q,
                  const Sample* predicted, Sample* to, Range& seen) {
  for (int block = 0; block < 16; ++block) {
    std::int32_t d[16];
    for (int scan = 0; scan < 16; ++scan)
      d[kZigZag[scan]] = seen(std::int32_t{levels[scan][block]} * q.scale[kZigZag[scan]]);
    if (dc != nullptr) d[0] = seen(dc[block]);
    for (int y = 0; y < 4; ++y) inverse_line(d + 4 * y, 1, seen);
    for (int x = 0; x < 4; ++x) inverse_line(d + x, 4, seen);
    for (int i = 0; i < 16; ++i) {
      const int at = (block / 4 * 4 + i / 4) * 16 + block % 4 * 4 + i % 4;
      const std::int32_t residual = seen(d[i] + 32) >> 6;
      to[at] = static_cast<Sample>(std::clamp(seen(predicted[at] + residual), 0, 255));
    }
  }
}

/// A macroblock, coded as inter and as Intra16x16, restored in 32 bits and by both arithmetics.
class RangeOf {
 public:
  explicit RangeOf(int qp) : quality_(qp), trials_(probe_, quality_), q_(quality_.luma) {}

  alignas(64) Sample source[256] = {};
  alignas(64) Sample predicted[256] = {};
  Range inter, intra;
  int too_large = 0, tried = 0;

  void look() {
    tried += 2;
    Trial trial;
    trials_.stand_at({source, 16});
    trials_.luma_inter({source, 16}, {predicted, 16}, trial);
    too_large += trial.too_large ? 1 : 0;
    if (!trial.too_large) compare(trial, nullptr, inter);
    Trial whole;
    whole.mb.kind = MacroblockKind::intra_16x16;
    trials_.luma_16x16({source, 16}, {predicted, 16}, whole);
    too_large += whole.too_large ? 1 : 0;
    if (whole.too_large) return;
    std::int32_t sums[16], dc[16];
    for (int scan = 0; scan < 16; ++scan) sums[kZigZag[scan]] = whole.mb.luma_dc[scan];
    hadamard_4x4(sums);
    for (int i = 0; i < 16; ++i) dc[i] = intra(q_.luma_dc(sums[i]));
    compare(whole, dc, intra);
  }

 private:
  void compare(const Trial& trial, const std::int32_t* dc, Range& seen) {
    Sample wide[256];
    restore_wide(trial.mb.luma, dc, q_, predicted, wide, seen);
    if (trial.mb.luma_any == 0 && dc == nullptr) return;  // restored as the prediction
    ASSERT_TRUE(std::equal(wide, wide + 256, trial.restored.luma));
#ifdef PONTAGE_HAS_HIGHWAY
    alignas(64) std::int16_t narrow[16];
    for (int i = 0; i < 16 && dc != nullptr; ++i) narrow[i] = static_cast<std::int16_t>(dc[i]);
    Sample by_vectors[256];
    HWY_NAMESPACE::VectorArithmetic::restore<16>(trial.mb.luma, dc == nullptr ? nullptr : narrow,
                                                 q_, {predicted, 16}, by_vectors, 16);
    ASSERT_TRUE(std::equal(wide, wide + 256, by_vectors));
#endif
  }

  NullProbe probe_;
  RowQuality quality_;
  Trials<PlainArithmetic, NullProbe> trials_;
  const Quantiser& q_;
};

void expect_16_bits(const RangeOf& range, int qp) {
  for (const Range& seen : {range.inter, range.intra})
    EXPECT_TRUE(seen.fits_16_bits()) << "qp " << qp << ": " << seen.least << " to " << seen.most;
}

TEST(H264Range, every_pattern_of_the_largest_residuals) {
  for (int qp = kLeastQp; qp <= kMostQp; ++qp) {
    RangeOf range(qp);
    for (unsigned first = 0; first < 1U << 16; first += 16) {
      for (unsigned i = 0; i < 256; ++i) {
        const unsigned block = i / 64 * 4 + i % 16 / 4, place = i / 16 % 4 * 4 + i % 4;
        const bool up = ((first + block) >> place & 1) != 0;
        range.source[i] = up ? 255 : 0;
        range.predicted[i] = up ? 0 : 255;
      }
      range.look();
      if (testing::Test::HasFatalFailure()) return;
    }
    expect_16_bits(range, qp);
    EXPECT_LT(range.too_large, range.tried) << qp;
  }
}

TEST(H264Range, residuals_of_any_size) {
  Rng rng(17);
  for (int qp = kLeastQp; qp <= kMostQp; ++qp) {
    RangeOf range(qp);
    for (int round = 0; round < 300; ++round) {
      // All alike but for a few, so that the DC of DCs is large too; or anything.
      const std::uint64_t one_in = round % 3 == 0 ? 1 : 40;
      for (int i = 0; i < 256; ++i) {
        const bool any = rng.below(one_in) == 0;
        range.source[i] = any ? static_cast<Sample>(rng.below(256)) : 255;
        range.predicted[i] = any ? static_cast<Sample>(rng.below(256)) : 0;
      }
      range.look();
      if (testing::Test::HasFatalFailure()) return;
    }
    expect_16_bits(range, qp);
  }
}

}  // namespace
}  // namespace pontage::frame_encode::h264
