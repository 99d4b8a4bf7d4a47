// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_ATTENTION_SOFTMAX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_ATTENTION_SOFTMAX_INL_H
#undef PONTAGE_ATTENTION_SOFTMAX_INL_H
#else
#define PONTAGE_ATTENTION_SOFTMAX_INL_H
#endif

#include <algorithm>
#include <cmath>

#include "kernels/attention/flash_simd.hpp"
#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {

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

/// One step of the online softmax on each row, as OnlineRows says. `make` is called as
/// make(row, scores, count, largest): it makes weights of scores and returns their sum.
template <class Make>
HWY_INLINE void online_rows(const OnlineRows& rows, const Make& make) {
  const std::int64_t panel = 2 * lanes();
  const std::int64_t padded = (rows.key_count + panel - 1) / panel * panel;
  for (std::int64_t row = 0; row < rows.rows; ++row) {
    float* scores = rows.scores + row * rows.stride;
    const std::int64_t seen = std::clamp<std::int64_t>(rows.seen[row], 0, rows.key_count);
    std::fill(scores + seen, scores + padded, -HUGE_VALF);
    rows.correction[row] = 1;
    if (seen == 0) {
      make(row, scores, padded, 0.F);  // zeros
      continue;
    }
    const float before = rows.largest[row];
    const float largest = std::max(before, largest_of(scores, padded));
    if (largest != before)
      rows.correction[row] = hn::GetLane(exp2_of(hn::Set(kWide, before - largest)));
    rows.largest[row] = largest;
    rows.sum[row] = rows.sum[row] * rows.correction[row] + make(row, scores, padded, largest);
  }
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
