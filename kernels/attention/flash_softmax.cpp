// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "kernels/attention/flash_simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_softmax.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

/// 2^x for x ≤ 0: x = n + f with |f| ≤ 1/2, 2^f by a polynomial of degree 5 (minimax of the
/// relative error, 1.6e-7, with its constant set to 1 so that 2^0 is 1), 2^n by its exponent bits.
/// Adding 1.5 · 2^23 + 127 rounds to n and leaves n + 127 in the low bits; n = −127 gives the bits
/// of zero.
HWY_INLINE Vector exp2_of(Vector x) {
  const hn::RebindToUnsigned<Wide> words;
  const Vector magic = hn::Set(kWide, 12583039.F);
  x = hn::Max(x, hn::Set(kWide, -127.F));
  const Vector shifted = hn::Add(x, magic);
  const Vector f = hn::Sub(x, hn::Sub(shifted, magic));
  Vector p = hn::MulAdd(hn::Set(kWide, 0.0013276469F), f, hn::Set(kWide, 0.00967554096F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 0.0555071346F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 0.240221202F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 0.693146944F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 1.F));
  return hn::Mul(p, hn::BitCast(kWide, hn::ShiftLeft<23>(hn::BitCast(words, shifted))));
}

// Rows of scores are whole panels, so both go through them two vectors at a time.

HWY_INLINE float largest_of(const float* scores, std::int64_t count) {
  const std::int64_t n = lanes();
  Vector low = hn::LoadU(kWide, scores), high = hn::LoadU(kWide, scores + n);
  for (std::int64_t at = 2 * n; at < count; at += 2 * n) {
    low = hn::Max(low, hn::LoadU(kWide, scores + at));
    high = hn::Max(high, hn::LoadU(kWide, scores + at + n));
  }
  return hn::GetLane(hn::MaxOfLanes(kWide, hn::Max(low, high)));
}

HWY_INLINE float make_weights(float* scores, std::int64_t count, float largest) {
  const std::int64_t n = lanes();
  const Vector top = hn::Set(kWide, largest);
  Vector low_sum = hn::Zero(kWide), high_sum = low_sum;
  for (std::int64_t at = 0; at < count; at += 2 * n) {
    const Vector low = exp2_of(hn::Sub(hn::LoadU(kWide, scores + at), top));
    const Vector high = exp2_of(hn::Sub(hn::LoadU(kWide, scores + at + n), top));
    hn::StoreU(low, kWide, scores + at);
    hn::StoreU(high, kWide, scores + at + n);
    low_sum = hn::Add(low_sum, low);
    high_sum = hn::Add(high_sum, high);
  }
  return hn::GetLane(hn::SumOfLanes(kWide, hn::Add(low_sum, high_sum)));
}

}  // namespace

void online_softmax_here(const OnlineRows& rows) {
  const std::int64_t panel = 2 * lanes();
  const std::int64_t padded = (rows.key_count + panel - 1) / panel * panel;
  for (std::int64_t row = 0; row < rows.rows; ++row) {
    float* scores = rows.scores + row * kScoreStride;
    const std::int64_t seen = std::clamp<std::int64_t>(rows.seen[row], 0, rows.key_count);
    rows.correction[row] = 1;
    if (seen == 0) {
      std::fill(scores, scores + padded, 0.F);
      continue;
    }
    std::fill(scores + seen, scores + padded, -HUGE_VALF);
    const float before = rows.largest[row];
    const float largest = std::max(before, largest_of(scores, padded));
    if (largest != before)
      rows.correction[row] = hn::GetLane(exp2_of(hn::Set(kWide, before - largest)));
    rows.largest[row] = largest;
    rows.sum[row] = rows.sum[row] * rows.correction[row] + make_weights(scores, padded, largest);
  }
}

void exp2_all_here(const float* from, std::int64_t count, float* to) {
  const std::int64_t n = lanes();
  for (std::int64_t at = 0; at < count; at += n) {
    const auto some = static_cast<std::size_t>(std::min(n, count - at));
    float lane[16] = {};
    std::copy_n(from + at, some, lane);
    hn::StoreU(exp2_of(hn::LoadU(kWide, lane)), kWide, lane);
    std::copy_n(lane, some, to + at);
  }
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(online_softmax_here);
HWY_EXPORT(exp2_all_here);

void online_softmax(const OnlineRows& rows) { HWY_DYNAMIC_DISPATCH(online_softmax_here)(rows); }
void exp2_all(const float* from, std::int64_t count, float* to) {
  HWY_DYNAMIC_DISPATCH(exp2_all_here)(from, count, to);
}

}  // namespace pontage::attention
#endif
