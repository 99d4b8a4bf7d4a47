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
/// n = −127 gives the bits of zero.
HWY_INLINE Vector exp2_of(Vector x) {
  const hn::RebindToSigned<Wide> integers;
  x = hn::Max(x, hn::Set(kWide, -127.F));
  const auto n = hn::NearestInt(x);
  const Vector f = hn::Sub(x, hn::ConvertTo(kWide, n));
  Vector p = hn::MulAdd(hn::Set(kWide, 0.0013276469F), f, hn::Set(kWide, 0.00967554096F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 0.0555071346F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 0.240221202F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 0.693146944F));
  p = hn::MulAdd(p, f, hn::Set(kWide, 1.F));
  const auto bits = hn::ShiftLeft<23>(hn::Add(n, hn::Set(integers, 127)));
  return hn::Mul(p, hn::BitCast(kWide, bits));
}

HWY_INLINE float largest_of(const float* scores, std::int64_t count) {
  Vector most = hn::LoadU(kWide, scores);
  for (std::int64_t at = lanes(); at < count; at += lanes())
    most = hn::Max(most, hn::LoadU(kWide, scores + at));
  return hn::GetLane(hn::MaxOfLanes(kWide, most));
}

HWY_INLINE float make_weights(float* scores, std::int64_t count, float largest) {
  const Vector top = hn::Set(kWide, largest);
  Vector sum = hn::Zero(kWide);
  for (std::int64_t at = 0; at < count; at += lanes()) {
    const Vector weight = exp2_of(hn::Sub(hn::LoadU(kWide, scores + at), top));
    hn::StoreU(weight, kWide, scores + at);
    sum = hn::Add(sum, weight);
  }
  return hn::GetLane(hn::SumOfLanes(kWide, sum));
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
    if (largest != before) rows.correction[row] = std::exp2(before - largest);
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
