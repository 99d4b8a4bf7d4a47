// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
// Products of pairs of bf16: a word is two numbers, the first in the lower half.
#if defined(PONTAGE_ATTENTION_PAIRS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_ATTENTION_PAIRS_INL_H
#undef PONTAGE_ATTENTION_PAIRS_INL_H
#else
#define PONTAGE_ATTENTION_PAIRS_INL_H
#endif

#include "kernels/attention/simd-inl.h"

// Highway 1.0 has AVX-512 but not its bf16 part. It is added to the instruction set of the code
// between this and HWY_AFTER_NAMESPACE, which must ask processor_has_pairs before it runs.
#undef PONTAGE_PAIRS_NATIVE
#undef PONTAGE_PAIRS_BEFORE_NAMESPACE
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
#define PONTAGE_PAIRS_NATIVE 1
#define PONTAGE_PAIRS_BEFORE_NAMESPACE() \
  HWY_PUSH_ATTRIBUTES(HWY_TARGET_STR ",avx512bf16") static_assert(true, "for the semicolon")
#else
#define PONTAGE_PAIRS_NATIVE 0
#define PONTAGE_PAIRS_BEFORE_NAMESPACE() HWY_BEFORE_NAMESPACE()
#endif

PONTAGE_PAIRS_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {

using Words = hn::RebindToUnsigned<Wide>;
using WordVector = hn::Vec<Words>;
inline constexpr Words kWords;
inline constexpr bool kPairsAreNative = PONTAGE_PAIRS_NATIVE == 1;

#if PONTAGE_PAIRS_NATIVE

inline bool processor_has_pairs() { return __builtin_cpu_supports("avx512bf16") != 0; }

/// sum + both products, each lane for itself.
HWY_INLINE Vector add_pair_products(Vector sum, WordVector a, WordVector b) {
  return Vector{_mm512_dpbf16_ps(sum.raw, reinterpret_cast<__m512bh>(a.raw),
                                 reinterpret_cast<__m512bh>(b.raw))};
}

/// The numbers of low and then of high, rounded to nearest, ties to even, as words.
HWY_INLINE void store_rounded(Vector low, Vector high, std::uint32_t* to) {
  const __m512bh rounded = _mm512_cvtne2ps_pbh(high.raw, low.raw);
  hn::StoreU(WordVector{reinterpret_cast<__m512i>(rounded)}, kWords, to);
}

#else

inline bool processor_has_pairs() { return false; }

HWY_INLINE Vector add_pair_products(Vector sum, WordVector a, WordVector b) {
  const WordVector upper = hn::Set(kWords, 0xffff0000U);
  sum = hn::MulAdd(hn::BitCast(kWide, hn::ShiftLeft<16>(a)),
                   hn::BitCast(kWide, hn::ShiftLeft<16>(b)), sum);
  return hn::MulAdd(hn::BitCast(kWide, hn::And(a, upper)), hn::BitCast(kWide, hn::And(b, upper)),
                    sum);
}

/// Finite numbers only.
HWY_INLINE WordVector rounded(Vector x) {
  const WordVector bits = hn::BitCast(kWords, x);
  const WordVector odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(kWords, 1));
  return hn::ShiftRight<16>(hn::Add(hn::Add(bits, hn::Set(kWords, 0x7fff)), odd));
}

HWY_INLINE void store_rounded(Vector low, Vector high, std::uint32_t* to) {
  const hn::RebindToSigned<Words> numbers;
  const hn::Rebind<std::uint16_t, Words> halves;
  auto* half = reinterpret_cast<std::uint16_t*>(to);
  hn::StoreU(hn::DemoteTo(halves, hn::BitCast(numbers, rounded(low))), halves, half);
  hn::StoreU(hn::DemoteTo(halves, hn::BitCast(numbers, rounded(high))), halves, half + lanes());
}

#endif

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
