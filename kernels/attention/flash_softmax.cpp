// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/attention/flash_simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_softmax.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

/// Weights take the place of the scores.
struct InPlace {
  HWY_INLINE float operator()(std::int64_t, float* scores, std::int64_t count,
                              float largest) const {
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
};

}  // namespace

void online_softmax_here(const OnlineRows& rows) { online_rows(rows, InPlace()); }

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
