// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_rare.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_encode/h264_rare_vectors.cpp"
#include <hwy/foreach_target.h>
// Included once for every instruction set; keep after foreach_target.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::h264::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::int32_t next_rare(const std::uint32_t* line, std::int32_t from, std::int32_t to) {
  const hn::ScalableTag<std::uint32_t> d;
  const auto lanes = static_cast<std::int32_t>(hn::Lanes(d));
  const auto colour = hn::Set(d, 0xffffffU);
  for (; from + lanes <= to; from += lanes) {
    const auto first = hn::And(hn::LoadU(d, line + from), colour);
    const auto second = hn::And(hn::LoadU(d, line + from + 1), colour);
    auto mixed = hn::Xor(hn::Mul(first, hn::Set(d, kRareFactors[0])),
                         hn::Mul(second, hn::Set(d, kRareFactors[1])));
    for (int i = 2; i < 4; ++i)
      mixed = hn::Xor(mixed, hn::Mul(hn::And(hn::LoadU(d, line + from + i), colour),
                                     hn::Set(d, kRareFactors[i])));
    // Below kRare, a power of two: nothing stands from its bit on.
    const auto high = hn::ShiftRight<25>(hn::Mul(mixed, hn::Set(d, kRareFactors[4])));
    const auto rare = hn::And(hn::Eq(high, hn::Zero(d)), hn::Ne(first, second));
    if (!hn::AllFalse(d, rare)) return next_rare_plain(line, from, to);
  }
  return next_rare_plain(line, from, to);
}

}  // namespace pontage::frame_encode::h264::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_encode::h264 {

HWY_EXPORT(next_rare);

std::int32_t next_rare_by_vectors(const std::uint32_t* line, std::int32_t from, std::int32_t to) {
  return HWY_DYNAMIC_DISPATCH(next_rare)(line, from, to);
}

}  // namespace pontage::frame_encode::h264
#endif
