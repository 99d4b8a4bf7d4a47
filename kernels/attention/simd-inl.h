// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_ATTENTION_SIMD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_ATTENTION_SIMD_INL_H
#undef PONTAGE_ATTENTION_SIMD_INL_H
#else
#define PONTAGE_ATTENTION_SIMD_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/attention/bfloat16.hpp"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
// At most 16 numbers, so that a panel has at most 32 on scalable vectors too.
using Wide = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Wide>;
inline constexpr Wide kWide;

HWY_INLINE std::int64_t lanes() { return static_cast<std::int64_t>(hn::Lanes(kWide)); }

/// A vector of stored numbers, widened to f32.
template <class D>
HWY_INLINE hn::Vec<D> load(D d, const float* from) {
  return hn::LoadU(d, from);
}
template <class D>
HWY_INLINE hn::Vec<D> load(D d, const Bfloat16* from) {
  const hn::Rebind<std::uint16_t, D> halves;
  const hn::Rebind<std::uint32_t, D> words;
  const auto bits = hn::LoadU(halves, reinterpret_cast<const std::uint16_t*>(from));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(words, bits)));
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
