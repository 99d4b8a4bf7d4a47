// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_FRAME_ENCODE_TRANSFORM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_FRAME_ENCODE_TRANSFORM_INL_H
#undef PONTAGE_FRAME_ENCODE_TRANSFORM_INL_H
#else
#define PONTAGE_FRAME_ENCODE_TRANSFORM_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

#include "kernels/frame_encode/jpeg_block.hpp"
#include "kernels/frame_encode/quant_factors.hpp"

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// What a row of blocks is worked with.
struct BlockQuant {
  const QuantTable* table;
  const QuantFactors* factors;
};

#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE

inline constexpr std::int64_t kBlocksTogether = 1;

HWY_INLINE void transform_blocks(const std::uint8_t* samples, std::int64_t stride,
                                 const BlockQuant& quant, std::int16_t* zigzag) {
  code_block(samples, stride, *quant.table, zigzag);
}
HWY_INLINE std::uint64_t mask_of(const std::int16_t* zigzag) {
  std::uint64_t mask = 0;
  for (int i = 0; i < kBlock; ++i) mask |= std::uint64_t{zigzag[i] != 0} << i;
  return mask;
}

#else

// A block of 128 bits of a vector holds a row of one 8 by 8 block of samples; all that crosses
// lanes stays within such a block, so vectors of any width do one, two or four of them in one go.
#if HWY_ARCH_X86
using Halves = hn::CappedTag<std::int16_t, 32>;
#else
using Halves = hn::CappedTag<std::int16_t, 8>;
#endif
using Words = hn::Repartition<std::int32_t, Halves>;
using Vector = hn::Vec<Halves>;
using Sums = hn::Vec<Words>;
inline constexpr Halves kHalves;
inline constexpr Words kWords;
inline constexpr std::int64_t kBlocksTogether =
    static_cast<std::int64_t>(hn::MaxLanes(Halves())) / 8;

struct Rows {
  Vector row[8];
};

/// Rows become columns, in each block of 128 bits.
HWY_INLINE void transpose(Rows& m) {
  const hn::Repartition<std::int64_t, Halves> longs;
  Vector b[8];
  for (int i = 0; i < 8; i += 2) {
    b[i] = hn::InterleaveLower(kHalves, m.row[i], m.row[i + 1]);
    b[i + 1] = hn::InterleaveUpper(kHalves, m.row[i], m.row[i + 1]);
  }
  Sums c[8];
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; ++j) {
      const auto upper = hn::BitCast(kWords, b[i + j]), lower = hn::BitCast(kWords, b[i + j + 2]);
      c[i + 2 * j] = hn::InterleaveLower(kWords, upper, lower);
      c[i + 2 * j + 1] = hn::InterleaveUpper(kWords, upper, lower);
    }
  for (int i = 0; i < 4; ++i) {
    const auto left = hn::BitCast(longs, c[i]), right = hn::BitCast(longs, c[i + 4]);
    m.row[2 * i] = hn::BitCast(kHalves, hn::InterleaveLower(longs, left, right));
    m.row[2 * i + 1] = hn::BitCast(kHalves, hn::InterleaveUpper(longs, left, right));
  }
}

/// Two vectors, their numbers side by side.
struct Pairs {
  Vector lower, upper;
};
HWY_INLINE Pairs paired(Vector a, Vector b) {
  return {hn::InterleaveLower(kHalves, a, b), hn::InterleaveUpper(kHalves, a, b)};
}
/// a·first + b·second of each pair.
struct Wide {
  Sums lower, upper;
};
HWY_INLINE Sums weigh(Vector pairs, Vector by) {
  auto odd = hn::Zero(kWords);
  const auto even = hn::ReorderWidenMulAccumulate(kWords, pairs, by, hn::Zero(kWords), odd);
#if HWY_ARCH_X86
  return even;  // pairs are added there already
#else
  return hn::RearrangeToOddPlusEven(even, odd);
#endif
}
template <int kFirst, int kSecond>
HWY_INLINE Wide weighed(const Pairs& pairs) {
  const auto by = hn::BitCast(
      kHalves, hn::Set(kWords, static_cast<std::int32_t>(
                                   (static_cast<std::uint32_t>(kFirst) & 0xffff) |
                                   (static_cast<std::uint32_t>(kSecond) & 0xffff) << 16)));
  return {weigh(pairs.lower, by), weigh(pairs.upper, by)};
}
HWY_INLINE Wide operator+(const Wide& a, const Wide& b) {
  return {hn::Add(a.lower, b.lower), hn::Add(a.upper, b.upper)};
}
/// Rounded, and back to one vector.
template <int kShift>
HWY_INLINE Vector narrowed(const Wide& wide) {
  const auto round = hn::Set(kWords, 1 << (kShift - 1));
  const auto lower = hn::ShiftRight<kShift>(hn::Add(wide.lower, round));
  const auto upper = hn::ShiftRight<kShift>(hn::Add(wide.upper, round));
#if HWY_ARCH_X86
  return hn::ReorderDemote2To(kHalves, lower, upper);  // in blocks of 128 bits
#else
  const hn::Half<Halves> half;
  return hn::Combine(kHalves, hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
#endif
}

/// transform_block's line, of all columns at once.
template <bool kIsFirst>
HWY_INLINE void transform_lines(Rows& m) {
  constexpr int kShift = kIsFirst ? 11 : 15;
  const Vector s0 = hn::Add(m.row[0], m.row[7]), t7 = hn::Sub(m.row[0], m.row[7]);
  const Vector s1 = hn::Add(m.row[1], m.row[6]), t6 = hn::Sub(m.row[1], m.row[6]);
  const Vector s2 = hn::Add(m.row[2], m.row[5]), t5 = hn::Sub(m.row[2], m.row[5]);
  const Vector s3 = hn::Add(m.row[3], m.row[4]), t4 = hn::Sub(m.row[3], m.row[4]);
  const Vector e0 = hn::Add(s0, s3), e3 = hn::Sub(s0, s3), e1 = hn::Add(s1, s2),
               e2 = hn::Sub(s1, s2);
  if constexpr (kIsFirst) {
    m.row[0] = hn::ShiftLeft<2>(hn::Add(e0, e1));
    m.row[4] = hn::ShiftLeft<2>(hn::Sub(e0, e1));
  } else {
    const Vector round = hn::Set(kHalves, 2);
    m.row[0] = hn::ShiftRight<2>(hn::Add(hn::Add(e0, e1), round));
    m.row[4] = hn::ShiftRight<2>(hn::Add(hn::Sub(e0, e1), round));
  }
  const Pairs even = paired(e3, e2);
  m.row[2] = narrowed<kShift>(weighed<10703, 4433>(even));
  m.row[6] = narrowed<kShift>(weighed<4433, -10704>(even));
  const Pairs z = paired(hn::Add(t4, t6), hn::Add(t5, t7));
  const Wide a = weighed<-6436, 9633>(z), b = weighed<9633, 6437>(z);
  const Pairs outer = paired(t4, t7), inner = paired(t5, t6);
  m.row[7] = narrowed<kShift>(a + weighed<-4927, -7373>(outer));
  m.row[1] = narrowed<kShift>(b + weighed<-7373, 4926>(outer));
  m.row[5] = narrowed<kShift>(b + weighed<-4176, -20995>(inner));
  m.row[3] = narrowed<kShift>(a + weighed<-20995, 4177>(inner));
}

HWY_INLINE Vector quantise_row(Vector coefficients, const QuantFactors& by, int row) {
  const hn::RebindToUnsigned<Halves> d;
  const auto at = static_cast<std::size_t>(8 * row);
  const auto sum =
      hn::Add(hn::BitCast(d, hn::Abs(coefficients)), hn::LoadDup128(d, by.half.data() + at));
  const auto size = hn::MulHigh(hn::MulHigh(sum, hn::LoadDup128(d, by.reciprocal.data() + at)),
                                hn::LoadDup128(d, by.scale.data() + at));
  const auto sign = hn::BroadcastSignBit(coefficients);
  return hn::Sub(hn::Xor(hn::BitCast(kHalves, size), sign), sign);
}

/// Which bytes of a row's 16 go where in eight coefficients of the zigzag; 0x80: none.
struct ZigzagBytes {
  alignas(16) std::uint8_t from[8][8][16] = {};  ///< [eight of the zigzag][row]
  bool has[8][8] = {};
};
constexpr ZigzagBytes zigzag_bytes() {
  ZigzagBytes bytes;
  for (int eight = 0; eight < 8; ++eight)
    for (int row = 0; row < 8; ++row)
      for (int i = 0; i < 8; ++i) {
        const int at = kZigzag[static_cast<std::size_t>(8 * eight + i)];
        const bool is_here = at / 8 == row;
        bytes.has[eight][row] = bytes.has[eight][row] || is_here;
        for (int half = 0; half < 2; ++half)
          bytes.from[eight][row][2 * i + half] =
              static_cast<std::uint8_t>(is_here ? 2 * (at % 8) + half : 0x80);
      }
  return bytes;
}
inline constexpr ZigzagBytes kZigzagBytes = zigzag_bytes();

template <int kEight, int kRow>
HWY_INLINE void gather_row(const Rows& m, Vector& sum) {
  if constexpr (kZigzagBytes.has[kEight][kRow]) {
    const hn::Repartition<std::uint8_t, Halves> bytes;
    const auto picked = hn::TableLookupBytesOr0(
        hn::BitCast(bytes, m.row[kRow]), hn::LoadDup128(bytes, kZigzagBytes.from[kEight][kRow]));
    sum = hn::Or(sum, hn::BitCast(kHalves, picked));
  }
}
/// A block of 128 bits each to where its 8 by 8 block stands.
template <class V>
HWY_INLINE void store_blocks(V numbers, std::int16_t* to) {
  using D = hn::DFromV<V>;
  if constexpr (hn::MaxLanes(D()) == 8) {
    hn::StoreU(numbers, D(), to);
  } else {
    const hn::Half<D> half;
    store_blocks(hn::LowerHalf(half, numbers), to);
    store_blocks(hn::UpperHalf(half, numbers),
                 to + static_cast<std::int64_t>(hn::MaxLanes(D())) / 16 * kBlock);
  }
}
template <int kEight>
HWY_INLINE void store_eight(const Rows& m, std::int16_t* zigzag) {
  Vector sum = hn::Zero(kHalves);
  gather_row<kEight, 0>(m, sum);
  gather_row<kEight, 1>(m, sum);
  gather_row<kEight, 2>(m, sum);
  gather_row<kEight, 3>(m, sum);
  gather_row<kEight, 4>(m, sum);
  gather_row<kEight, 5>(m, sum);
  gather_row<kEight, 6>(m, sum);
  gather_row<kEight, 7>(m, sum);
  store_blocks(sum, zigzag + 8 * kEight);
}

/// kBlocksTogether blocks beside each other.
HWY_INLINE void transform_blocks(const std::uint8_t* samples, std::int64_t stride,
                                 const BlockQuant& quant, std::int16_t* zigzag) {
  const hn::Rebind<std::uint8_t, Halves> bytes;
  Rows m;
  for (int y = 0; y < 8; ++y)
    m.row[y] = hn::Sub(hn::PromoteTo(kHalves, hn::LoadU(bytes, samples + y * stride)),
                       hn::Set(kHalves, 128));
  transpose(m);
  transform_lines<true>(m);
  transpose(m);
  transform_lines<false>(m);
  for (int y = 0; y < 8; ++y) m.row[y] = quantise_row(m.row[y], *quant.factors, y);
  store_eight<0>(m, zigzag);
  store_eight<1>(m, zigzag);
  store_eight<2>(m, zigzag);
  store_eight<3>(m, zigzag);
  store_eight<4>(m, zigzag);
  store_eight<5>(m, zigzag);
  store_eight<6>(m, zigzag);
  store_eight<7>(m, zigzag);
}

/// A bit for each coefficient that is not zero.
HWY_INLINE std::uint64_t mask_of(const std::int16_t* zigzag) {
  // By way of memory: g++ 12 spills a mask of 32 bits as such and reads 64 back.
  alignas(8) std::uint8_t bits[16];  // StoreMaskBits may write 8 wherever it begins
  for (std::size_t i = 0; i < kBlock; i += hn::MaxLanes(Halves()))
    hn::StoreMaskBits(kHalves, hn::Ne(hn::LoadU(kHalves, zigzag + i), hn::Zero(kHalves)),
                      bits + i / 8);
  std::uint64_t mask = 0;
  std::memcpy(&mask, bits, sizeof mask);  // the first coefficient's bit is the lowest
  return mask;
}

#endif

}  // namespace pontage::frame_encode::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
