// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "kernels/shared/colour/row_pair.hpp"

// Vectors of unknown length cannot stand in arrays and structs: there, shorter ones do.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/shared/colour/row_pair_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::colour::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most 16 pixels, a cache line.
using Words = hn::CappedTag<std::uint32_t, 16>;
using Vector = hn::Vec<Words>;

/// A pixel as two pairs of 16-bit numbers, (B, R) and (G, G): what multiplies by pairs take.
struct Split {
  Vector blue_red, green_green;
};

HWY_INLINE Split split(Vector pixels) {
  const Words d;
  const hn::Repartition<std::uint8_t, Words> d8;
  alignas(16) static constexpr std::uint8_t kGreens[16] = {1, 0x80, 1, 0x80, 5,  0x80, 5,  0x80,
                                                           9, 0x80, 9, 0x80, 13, 0x80, 13, 0x80};
  return {hn::And(pixels, hn::Set(d, 0x00ff00ff)),
          hn::BitCast(
              d, hn::TableLookupBytesOr0(hn::BitCast(d8, pixels), hn::LoadDup128(d8, kGreens)))};
}

/// blue · b + red · r + green · (g0 + g1) in each lane; 16-bit factors.
struct Factors {
  std::int16_t b, r, g0, g1;
};
HWY_INLINE hn::Vec<hn::RebindToSigned<Words>> weigh(const Split& from, Factors by) {
  const Words d;
  const hn::RebindToSigned<Words> di;
  const hn::Repartition<std::int16_t, Words> halves;
  const auto pair = [&](std::int16_t low, std::int16_t high) {
    return hn::BitCast(halves,
                       hn::Set(d, static_cast<std::uint16_t>(low) |
                                      std::uint32_t{static_cast<std::uint16_t>(high)} << 16));
  };
  auto odd = hn::Zero(di);
  auto even = hn::ReorderWidenMulAccumulate(di, hn::BitCast(halves, from.blue_red),
                                            pair(by.b, by.r), hn::Zero(di), odd);
  even = hn::ReorderWidenMulAccumulate(di, hn::BitCast(halves, from.green_green),
                                       pair(by.g0, by.g1), even, odd);
  return hn::RearrangeToOddPlusEven(even, odd);
}

HWY_INLINE void store_bytes(Vector lanes, std::uint8_t* to) {
  const hn::Rebind<std::uint8_t, Words> bytes;
  hn::StoreU(hn::U8FromU32(lanes), bytes, to);
}

/// Sums of neighbouring lanes of `low` and then of `high`; halves of 16 bits do not overflow.
HWY_INLINE Vector add_neighbours(Vector low, Vector high) {
  const Words d;
  const hn::Repartition<std::uint64_t, Words> pairs;
  const auto add = [&](Vector v) {
    return hn::Add(v, hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(pairs, v))));
  };
  return hn::ConcatEven(d, add(high), add(low));
}

/// colour::Bt601Full. Factors of 32768 do not fit 16 bits, so chroma is made with its sign turned.
struct By601 {
  static HWY_INLINE Vector luma(const Split& pixels) {
    const Words d;
    return hn::ShiftRight<16>(
        hn::Add(hn::BitCast(d, weigh(pixels, {7471, 19595, 19235, 19235})), hn::Set(d, 32768)));
  }
  /// Cb in the low half, Cr in the high one.
  static HWY_INLINE Vector chroma_of_pixels(const Split& pixels) {
    const Words d;
    const Vector halfway = hn::Set(d, (128U << 16) + 32767U);
    const Vector cb =
        hn::Sub(halfway, hn::BitCast(d, weigh(pixels, {-32768, 11058, 10855, 10855})));
    const Vector cr = hn::Sub(halfway, hn::BitCast(d, weigh(pixels, {5329, -32768, 13720, 13719})));
    return hn::Or(hn::ShiftRight<16>(cb), hn::And(cr, hn::Set(d, 0xffff0000)));
  }
  struct Squares {
    Vector cb, cr;
  };
  static HWY_INLINE Squares chroma(const Split (&top)[2], const Split (&bottom)[2]) {
    const Words d;
    const hn::Repartition<std::uint16_t, Words> halves;
    const hn::Repartition<std::uint64_t, Words> columns;
    const Vector bias = hn::BitCast(d, hn::Set(columns, 0x0002'0002'0001'0001));
    const Vector sums =
        add_neighbours(hn::Add(chroma_of_pixels(top[0]), chroma_of_pixels(bottom[0])),
                       hn::Add(chroma_of_pixels(top[1]), chroma_of_pixels(bottom[1])));
    const Vector means =
        hn::BitCast(d, hn::ShiftRight<2>(hn::BitCast(halves, hn::Add(sums, bias))));
    return {hn::And(means, hn::Set(d, 0xffff)), hn::ShiftRight<16>(means)};
  }
};

/// colour::Bt709Limited.
struct By709 {
  static HWY_INLINE Vector luma(const Split& pixels) {
    const Words d;
    return hn::ShiftRight<8>(
        hn::Add(hn::BitCast(d, weigh(pixels, {16, 47, 78, 79})), hn::Set(d, (16U << 8) + 128U)));
  }
  struct Squares {
    Vector cb, cr;
  };
  static HWY_INLINE Squares chroma(const Split (&top)[2], const Split (&bottom)[2]) {
    const Words d;
    const Split sums{add_neighbours(hn::Add(top[0].blue_red, bottom[0].blue_red),
                                    hn::Add(top[1].blue_red, bottom[1].blue_red)),
                     add_neighbours(hn::Add(top[0].green_green, bottom[0].green_green),
                                    hn::Add(top[1].green_green, bottom[1].green_green))};
    const Vector halfway = hn::Set(d, (128U << 10) + 512U);
    return {
        hn::ShiftRight<10>(hn::Add(hn::BitCast(d, weigh(sums, {112, -26, -43, -43})), halfway)),
        hn::ShiftRight<10>(hn::Add(hn::BitCast(d, weigh(sums, {-10, 112, -51, -51})), halfway))};
  }
};

template <class By>
HWY_INLINE std::int64_t convert_pair(const RowPair& pair) {
  const Words d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t x = 0;
  for (; x + 2 * lanes <= pair.width; x += 2 * lanes) {
    const Split top[2] = {split(hn::LoadU(d, pair.top + x)),
                          split(hn::LoadU(d, pair.top + x + lanes))};
    const Split bottom[2] = {split(hn::LoadU(d, pair.bottom + x)),
                             split(hn::LoadU(d, pair.bottom + x + lanes))};
    for (const int half : {0, 1}) {
      store_bytes(By::luma(top[half]), pair.top_luma + x + half * lanes);
      store_bytes(By::luma(bottom[half]), pair.bottom_luma + x + half * lanes);
    }
    const auto squares = By::chroma(top, bottom);
    store_bytes(squares.cb, pair.cb + x / 2);
    store_bytes(squares.cr, pair.cr + x / 2);
  }
  return x;
}

}  // namespace

std::int64_t convert_pair_601_here(const RowPair& pair) { return convert_pair<By601>(pair); }
std::int64_t convert_pair_709_here(const RowPair& pair) { return convert_pair<By709>(pair); }
const char* row_pair_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::colour::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::colour {
namespace {

HWY_EXPORT(convert_pair_601_here);
HWY_EXPORT(convert_pair_709_here);
HWY_EXPORT(row_pair_target_here);

}  // namespace

std::int64_t convert_pair_601(const RowPair& pair) {
  return HWY_DYNAMIC_DISPATCH(convert_pair_601_here)(pair);
}
std::int64_t convert_pair_709(const RowPair& pair) {
  return HWY_DYNAMIC_DISPATCH(convert_pair_709_here)(pair);
}
const char* row_pair_target() { return HWY_DYNAMIC_DISPATCH(row_pair_target_here)(); }

}  // namespace pontage::colour
#endif
