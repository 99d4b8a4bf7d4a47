// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_ATTENTION_SUMS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_ATTENTION_SUMS_INL_H
#undef PONTAGE_ATTENTION_SUMS_INL_H
#else
#define PONTAGE_ATTENTION_SUMS_INL_H
#endif

#include <hwy/cache_control.h>

#include <algorithm>

#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {

/// Keys and values are read in one long stream each; this far ahead, in bytes, lines are asked for.
inline constexpr std::int64_t kAheadBytes = 2048;

/// Asks for what a walk over `numbers` stored numbers, now at `at` and doing `count` at a time,
/// will read soon.
template <class Stored>
HWY_INLINE void prefetch_ahead(const Stored* from, std::int64_t at, std::int64_t count,
                               std::int64_t numbers) {
  constexpr std::int64_t kLine = 64 / sizeof(Stored);
  const std::int64_t ahead = at + kAheadBytes / static_cast<std::int64_t>(sizeof(Stored));
  const std::int64_t end = std::min(ahead + count, numbers);
  for (std::int64_t i = ahead; i < end; i += kLine) hwy::Prefetch(from + i);
}

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
