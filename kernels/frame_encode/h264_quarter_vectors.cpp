// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_quarter_hash.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_encode/h264_quarter_vectors.cpp"
#include <hwy/foreach_target.h>
// Included once for every instruction set; keep after foreach_target.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::h264::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::VFromD<D> line_at(D d, const std::uint32_t* pixels) {
  const auto colour = hn::Set(d, 0xffffffU);
  auto sum = hn::Zero(d);
  for (int i = 0; i < 8; ++i)
    sum = hn::Add(
        sum, hn::Mul(hn::And(hn::LoadU(d, pixels + i), colour), hn::Set(d, kQuarterFactors[i])));
  return sum;
}

void roll_quarters(const std::uint32_t* leaves, const std::uint32_t* comes, std::size_t count,
                   std::uint32_t* sums) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto down = hn::Set(d, kQuarterDown), all = hn::Set(d, quarter_down_all());
  std::size_t x = 0;
  for (; x + lanes <= count; x += lanes) {
    auto sum = hn::Add(hn::Mul(hn::LoadU(d, sums + x), down), line_at(d, comes + x));
    if (leaves != nullptr) sum = hn::Sub(sum, hn::Mul(line_at(d, leaves + x), all));
    hn::StoreU(sum, d, sums + x);
  }
  roll_quarters_plain(leaves == nullptr ? nullptr : leaves + x, comes + x, count - x, sums + x);
}

}  // namespace pontage::frame_encode::h264::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_encode::h264 {

HWY_EXPORT(roll_quarters);

void roll_quarters_by_vectors(const std::uint32_t* leaves, const std::uint32_t* comes,
                              std::size_t count, std::uint32_t* sums) {
  HWY_DYNAMIC_DISPATCH(roll_quarters)(leaves, comes, count, sums);
}

}  // namespace pontage::frame_encode::h264
#endif
