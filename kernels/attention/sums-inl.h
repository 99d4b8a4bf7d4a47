// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_ATTENTION_SUMS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_ATTENTION_SUMS_INL_H
#undef PONTAGE_ATTENTION_SUMS_INL_H
#else
#define PONTAGE_ATTENTION_SUMS_INL_H
#endif

#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {

#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR

/// The sums of the lanes of four vectors.
HWY_INLINE void store_sums(Vector a, Vector b, Vector c, Vector d, float* to) {
  to[0] = hn::GetLane(hn::SumOfLanes(kWide, a));
  to[1] = hn::GetLane(hn::SumOfLanes(kWide, b));
  to[2] = hn::GetLane(hn::SumOfLanes(kWide, c));
  to[3] = hn::GetLane(hn::SumOfLanes(kWide, d));
}

#else

/// The upper half of a vector added to the lower one, until four lanes are left.
template <class D>
HWY_INLINE void store_folded(D d, hn::Vec<D> x, float* to) {
  if constexpr (hn::MaxLanes(d) > 4) {
    const hn::Half<D> half;
    store_folded(half, hn::Add(hn::LowerHalf(half, x), hn::UpperHalf(half, x)), to);
  } else {
    hn::StoreU(x, d, to);
  }
}

/// The sums of the lanes of four vectors: turned first, so that every fourth lane is of one sum.
HWY_INLINE void store_sums(Vector a, Vector b, Vector c, Vector d, float* to) {
  const Vector ac = hn::Add(hn::InterleaveLower(kWide, a, c), hn::InterleaveUpper(kWide, a, c));
  const Vector bd = hn::Add(hn::InterleaveLower(kWide, b, d), hn::InterleaveUpper(kWide, b, d));
  const Vector low = hn::InterleaveLower(kWide, ac, bd), high = hn::InterleaveUpper(kWide, ac, bd);
  store_folded(kWide, hn::Add(low, high), to);
}

#endif

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
