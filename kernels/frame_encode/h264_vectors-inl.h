// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_FRAME_ENCODE_H264_VECTORS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_FRAME_ENCODE_H264_VECTORS_INL_H
#undef PONTAGE_FRAME_ENCODE_H264_VECTORS_INL_H
#else
#define PONTAGE_FRAME_ENCODE_H264_VECTORS_INL_H
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels/frame_encode/h264_arithmetic.hpp"

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::h264::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// What PlainArithmetic does, by vectors: blocks stand side by side in lanes, so that a transform
/// is additions of whole vectors.
struct VectorArithmetic {
  using Bytes16 = hn::CappedTag<std::uint8_t, 16>;
  using Words = hn::CappedTag<std::int16_t, 16>;
  template <int Blocks>
  using Lanes = hn::CappedTag<std::int16_t, Blocks>;

  template <int Side>
  static std::uint32_t absolute_difference(Samples a, Samples b) {
    const hn::CappedTag<std::uint8_t, Side> d;
    const hn::Repartition<std::uint64_t, decltype(d)> d64;
    auto sum = hn::Zero(d64);
    for (int y = 0; y < Side; ++y)
      for (std::size_t x = 0; x < Side; x += hn::Lanes(d)) {
        const auto va = hn::LoadU(d, a.at + y * a.stride + x);
        const auto vb = hn::LoadU(d, b.at + y * b.stride + x);
        sum = hn::Add(sum, hn::SumsOf8(distance(va, vb)));
      }
    return static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d64, sum)));
  }

  static void quarter_differences(Samples a, Samples b, std::uint32_t (&to)[4]) {
    const hn::FixedTag<std::uint8_t, 16> d;
    const hn::Repartition<std::uint64_t, decltype(d)> d64;
    for (int half = 0; half < 2; ++half) {
      auto sum = hn::Zero(d64);  // of the left eight samples, and of the right
      for (int y = 8 * half; y < 8 * half + 8; ++y)
        sum = hn::Add(sum, hn::SumsOf8(distance(hn::LoadU(d, a.at + y * a.stride),
                                                hn::LoadU(d, b.at + y * b.stride))));
      alignas(16) std::uint64_t sums[2];
      hn::Store(sum, d64, sums);
      for (int i = 0; i < 2; ++i) to[2 * half + i] = static_cast<std::uint32_t>(sums[i]);
    }
  }

  template <int Side>
  static std::uint32_t squared_difference(Samples a, Samples b) {
    const Lanes<Side> d;
    const hn::Rebind<std::uint8_t, decltype(d)> d8;
    const hn::Repartition<std::int32_t, decltype(d)> d32;
    auto sum0 = hn::Zero(d32), sum1 = hn::Zero(d32);
    for (int y = 0; y < Side; ++y)
      for (std::size_t x = 0; x < Side; x += hn::Lanes(d)) {
        const auto va = hn::PromoteTo(d, hn::LoadU(d8, a.at + y * a.stride + x));
        const auto vb = hn::PromoteTo(d, hn::LoadU(d8, b.at + y * b.stride + x));
        const auto difference = hn::Sub(va, vb);
        sum0 = hn::ReorderWidenMulAccumulate(d32, difference, difference, sum0, sum1);
      }
    return static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d32, hn::Add(sum0, sum1))));
  }

  template <int Side>
  static void transform(Samples source, Samples predicted, std::int16_t (*to)[Side * Side / 16]) {
    static_assert(Side == 16);
    const Words d;
    for (std::size_t block = 0; block < 16; block += hn::Lanes(d)) {
      for (int y = 0; y < 4; ++y) {
        const std::int64_t top = static_cast<std::int64_t>(block) + y;  // a row of blocks has four
        residual(d, source.at + top * source.stride, source.stride,
                 predicted.at + top * predicted.stride, predicted.stride, &to[4 * y][block], 16);
      }
      transform_lanes(d, &to[0][block], 16);
    }
  }

  static void transform_chroma(const Samples (&source)[2], const Samples (&predicted)[2],
                               std::int16_t (*to)[8]) {
    const Lanes<8> d;
    for (int y = 0; y < 4; ++y) {
      for (int part = 0; part < 4; ++part) {  // a row of two blocks
        const int plane = part / 2, line = part % 2 * 4 + y;
        const auto copy = [&](const Samples& samples, std::uint8_t* at) {
          std::memcpy(at, samples.at + line * samples.stride, 8);
        };
        alignas(8) std::uint8_t s[8], p[8];
        copy(source[plane], s);
        copy(predicted[plane], p);
        for (int block = 0; block < 2; ++block)
          for (int x = 0; x < 4; ++x)
            to[4 * y + x][2 * part + block] =
                static_cast<std::int16_t>(s[4 * block + x] - p[4 * block + x]);
      }
    }
    for (std::size_t block = 0; block < 8; block += hn::Lanes(d))
      transform_lanes(d, &to[0][block], 8);
  }

  template <int Blocks>
  static std::uint32_t quantise(const std::int16_t (*from)[Blocks], const Quantiser& q,
                                bool is_intra, int first, std::int16_t (*to)[Blocks],
                                bool& too_large) {
    const Lanes<Blocks> d;
    const hn::RebindToUnsigned<decltype(d)> du;
    const auto& biases = is_intra ? q.intra_bias : q.inter_bias;
    std::uint32_t any = 0;
    for (std::size_t block = 0; block < Blocks; block += hn::Lanes(d)) {
      auto all = hn::Zero(du);
      auto largest = hn::Zero(d);
      for (int scan = 0; scan < 16; ++scan) {
        const std::size_t place = kZigZag[scan];
        const auto w = hn::LoadU(d, &from[place][block]);
        const auto size =
            hn::MulHigh(hn::Add(hn::BitCast(du, hn::Abs(w)), hn::Set(du, biases[place])),
                        hn::Set(du, q.factor[place]));
        const auto sign = hn::ShiftRight<15>(w);
        const auto level = hn::BitCast(d, size);
        hn::StoreU(hn::Sub(hn::Xor(level, sign), sign), d, &to[scan][block]);
        if (scan < first) continue;
        all = hn::Or(all, size);
        largest = hn::Max(largest, level);
      }
      if (!hn::AllFalse(d, hn::Gt(largest, hn::Set(d, std::int16_t{kMostLevel})))) too_large = true;
      std::uint8_t bits[8] = {};
      hn::StoreMaskBits(du, hn::Ne(all, hn::Zero(du)), bits);
      any |= (static_cast<std::uint32_t>(bits[0]) | static_cast<std::uint32_t>(bits[1]) << 8)
             << block;
    }
    return any;
  }

  template <int Side>
  static void restore(const std::int16_t (*levels)[Side * Side / 16], const std::int16_t* dc,
                      const Quantiser& q, Samples predicted, Sample* to, std::int32_t stride) {
    static_assert(Side == 16);
    const Words d;
    alignas(64) std::int16_t w[16][16];
    for (std::size_t block = 0; block < 16; block += hn::Lanes(d)) {
      scale_lanes(d, &levels[0][block], 16, dc == nullptr ? nullptr : dc + block, q, &w[0][block]);
      inverse_lanes(d, &w[0][block], 16);
    }
    for (int y = 0; y < 16; ++y)
      add_line(w, y % 4, y / 4 * 4, predicted.at + y * predicted.stride, to + y * stride);
  }

  static void restore_chroma(const std::int16_t (*levels)[8], const std::int16_t* dc,
                             const Quantiser& q, const Samples (&predicted)[2],
                             Sample (&to)[2][64]) {
    const Lanes<8> d;
    alignas(64) std::int16_t w[16][8];
    for (std::size_t block = 0; block < 8; block += hn::Lanes(d)) {
      scale_lanes(d, &levels[0][block], 8, dc + block, q, &w[0][block]);
      inverse_lanes(d, &w[0][block], 8);
    }
    for (int plane = 0; plane < 2; ++plane)
      for (int y = 0; y < 8; ++y) {
        const Sample* from = predicted[plane].at + y * predicted[plane].stride;
        const int block = 4 * plane + y / 4 * 2;
        for (int x = 0; x < 8; ++x)
          to[plane][8 * y + x] =
              PlainArithmetic::clip(from[x] + w[y % 4 * 4 + x % 4][block + x / 4]);
      }
  }

  static bool code_4x4(const Sample* source, const Sample* predicted, const Quantiser& q,
                       std::int16_t (&levels)[16], bool& too_large, Sample* to,
                       std::int32_t stride) {
    if (std::memcmp(source, predicted, 16) == 0) {
      std::fill_n(levels, 16, std::int16_t{0});
      for (int y = 0; y < 4; ++y) std::memcpy(to + y * stride, predicted + 4 * y, 4);
      return false;
    }
    return PlainArithmetic::code_4x4(source, predicted, q, levels, too_large, to, stride);
  }

  static int best_mode_4x4(const Sample* source, const Around4x4& around, int expected,
                           std::uint32_t lambda, Sample (&best)[16]) {
    alignas(16) Sample predicted[kModes4x4][16];
    const std::uint32_t modes = predict_all_4x4(around, predicted);
    const hn::CappedTag<std::uint8_t, 16> d;
    const hn::Repartition<std::uint64_t, decltype(d)> d64;
    const auto wanted = hn::LoadU(d, source);
    std::uint32_t least = 0xffffffff;
    int chosen = 2;
    for (int mode = 0; mode < kModes4x4; ++mode) {
      if ((modes >> mode & 1) == 0) continue;
      const auto sums = hn::SumsOf8(distance(wanted, hn::Load(d, predicted[mode])));
      const auto difference = static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d64, sums)));
      const std::uint32_t cost = 16 * difference + lambda * (mode == expected ? 1U : 4U);
      if (cost >= least) continue;
      least = cost;
      chosen = mode;
    }
    std::memcpy(best, predicted[chosen], 16);
    return chosen;
  }

 private:
  /// All modes whose samples are there, a bit each. Every one but DC is made of rows of four that
  /// lie, one after the other, among the samples, their means and their smoothed values.
  static HWY_INLINE std::uint32_t predict_all_4x4(Around4x4 around, Sample (*to)[16]) {
    around.at(8) = around.at(7);  // so that smoothing ends as 8.3.1.2.4 has it
    const hn::CappedTag<std::uint8_t, 16> d;
    const auto before = hn::LoadU(d, around.samples), at = hn::LoadU(d, around.samples + 1);
    const auto after = hn::LoadU(d, around.samples + 2);
    const auto odd = hn::And(hn::Xor(before, after), hn::Set(d, std::uint8_t{1}));
    alignas(16) Sample s[16], b[16];  // s[i + 4] and b[i + 5]: smooth and between of i
    hn::Store(hn::AverageRound(hn::Sub(hn::AverageRound(before, after), odd), at), d, s);
    hn::Store(hn::AverageRound(before, at), d, b);
    const auto row = [to](int mode, int y, const Sample* from) {
      std::memcpy(to[mode] + 4 * y, from, 4);
    };
    const auto set = [to](int mode, int y, Sample p, Sample q, Sample r, Sample t) {
      const Sample four[4] = {p, q, r, t};
      std::memcpy(to[mode] + 4 * y, four, 4);
    };
    std::uint32_t modes = 1U << 2;
    std::memset(to[2], intra::dc_4x4(around), 16);
    if (around.has_left) {
      modes |= 1U << 1 | 1U << 8;
      const Sample* l = around.samples;  // from the bottom to the top
      for (int y = 0; y < 4; ++y) std::memset(to[1] + 4 * y, l[3 - y], 4);
      const auto low = static_cast<Sample>((l[1] + 3 * l[0] + 2) >> 2);
      const Sample pairs[10] = {b[2], s[1], b[1], s[0], b[0], low, l[0], l[0], l[0], l[0]};
      for (int y = 0; y < 4; ++y) row(8, y, pairs + 2 * y);
    }
    if (around.has_above) {
      modes |= 1U << 0 | 1U << 3 | 1U << 7;
      for (int y = 0; y < 4; ++y) {
        row(0, y, around.samples + 5);
        row(3, y, s + 5 + y);
        row(7, y, (y % 2 == 0 ? b : s) + 5 + y / 2);
      }
    }
    if (!around.has_corner()) return modes;
    modes |= 1U << 4 | 1U << 5 | 1U << 6;
    for (int y = 0; y < 4; ++y) row(4, y, s + 3 - y);
    row(5, 0, b + 4);
    row(5, 1, s + 3);
    set(5, 2, s[2], b[4], b[5], b[6]);
    set(5, 3, s[1], s[3], s[4], s[5]);
    set(6, 0, b[3], s[3], s[4], s[5]);
    for (int y = 1; y < 4; ++y) set(6, y, b[3 - y], s[3 - y], b[4 - y], s[4 - y]);
    return modes;
  }

  template <class V>
  static HWY_INLINE V distance(V a, V b) {
    return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a));
  }

  /// Source minus prediction of one line of each of D's blocks, four blocks side by side and the
  /// next four 4 lines below: `to[x][lane]`.
  template <class D>
  static HWY_INLINE void residual(D d, const Sample* source, std::int32_t source_stride,
                                  const Sample* predicted, std::int32_t predicted_stride,
                                  std::int16_t* to, std::size_t to_stride) {
    const hn::RebindToUnsigned<D> du;
    const hn::Repartition<std::uint8_t, D> d8;
    alignas(64) Sample lines[2][4][16];
    const std::size_t rows = hn::Lanes(d) / 4;
    for (std::size_t row = 0; row < rows; ++row) {
      std::memcpy(lines[0][row], source + 4 * static_cast<std::int64_t>(row) * source_stride, 16);
      std::memcpy(lines[1][row], predicted + 4 * static_cast<std::int64_t>(row) * predicted_stride,
                  16);
    }
    const std::size_t half = hn::Lanes(d8);
    const auto load = [&](const Sample* from) { return hn::BitCast(du, hn::LoadU(d8, from)); };
    const auto s0 = load(lines[0][0]), s1 = load(lines[0][0] + half);
    const auto p0 = load(lines[1][0]), p1 = load(lines[1][0] + half);
    const auto low = hn::Set(du, std::uint16_t{255});
    const auto store = [&](auto s, auto p, std::size_t x) {
      const auto even = hn::Sub(hn::And(s, low), hn::And(p, low));
      const auto odd = hn::Sub(hn::ShiftRight<8>(s), hn::ShiftRight<8>(p));
      hn::StoreU(hn::BitCast(d, even), d, to + x * to_stride);
      hn::StoreU(hn::BitCast(d, odd), d, to + (x + 1) * to_stride);
    };
    store(hn::ConcatEven(du, s1, s0), hn::ConcatEven(du, p1, p0), 0);
    store(hn::ConcatOdd(du, s1, s0), hn::ConcatOdd(du, p1, p0), 2);
  }

  template <class D>
  static HWY_INLINE void forward(D d, std::int16_t* at, std::size_t step) {
    const auto v0 = hn::LoadU(d, at), v1 = hn::LoadU(d, at + step);
    const auto v2 = hn::LoadU(d, at + 2 * step), v3 = hn::LoadU(d, at + 3 * step);
    const auto a = hn::Add(v0, v3), b = hn::Add(v1, v2), c = hn::Sub(v1, v2), e = hn::Sub(v0, v3);
    hn::StoreU(hn::Add(a, b), d, at);
    hn::StoreU(hn::Add(hn::Add(e, e), c), d, at + step);
    hn::StoreU(hn::Sub(a, b), d, at + 2 * step);
    hn::StoreU(hn::Sub(e, hn::Add(c, c)), d, at + 3 * step);
  }

  /// The transform of D's blocks at [place][lane], in place.
  template <class D>
  static HWY_INLINE void transform_lanes(D d, std::int16_t* at, std::size_t stride) {
    for (std::size_t y = 0; y < 4; ++y) forward(d, at + 4 * y * stride, stride);
    for (std::size_t x = 0; x < 4; ++x) forward(d, at + x * stride, 4 * stride);
  }

  template <class D>
  static HWY_INLINE void scale_lanes(D d, const std::int16_t* levels, std::size_t stride,
                                     const std::int16_t* dc, const Quantiser& q, std::int16_t* to) {
    for (std::size_t scan = 0; scan < 16; ++scan) {
      const std::size_t place = kZigZag[scan];
      hn::StoreU(hn::Mul(hn::LoadU(d, levels + scan * stride), hn::Set(d, q.scale[place])), d,
                 to + place * stride);
    }
    if (dc != nullptr) hn::StoreU(hn::LoadU(d, dc), d, to);
  }

  template <class D, class Out>
  static HWY_INLINE void inverse(D d, std::int16_t* at, std::size_t step, Out out) {
    const auto v0 = hn::LoadU(d, at), v1 = hn::LoadU(d, at + step);
    const auto v2 = hn::LoadU(d, at + 2 * step), v3 = hn::LoadU(d, at + 3 * step);
    const auto a = hn::Add(v0, v2), b = hn::Sub(v0, v2);
    const auto c = hn::Sub(hn::ShiftRight<1>(v1), v3), e = hn::Add(v1, hn::ShiftRight<1>(v3));
    hn::StoreU(out(hn::Add(a, e)), d, at);
    hn::StoreU(out(hn::Add(b, c)), d, at + step);
    hn::StoreU(out(hn::Sub(b, c)), d, at + 2 * step);
    hn::StoreU(out(hn::Sub(a, e)), d, at + 3 * step);
  }

  /// The inverse transform of D's blocks at [place][lane], in place, rounded.
  template <class D>
  static HWY_INLINE void inverse_lanes(D d, std::int16_t* at, std::size_t stride) {
    const auto half = hn::Set(d, std::int16_t{32});
    for (std::size_t y = 0; y < 4; ++y)
      inverse(d, at + 4 * y * stride, stride, [](auto v) { return v; });
    for (std::size_t x = 0; x < 4; ++x)
      inverse(d, at + x * stride, 4 * stride,
              [&half](auto v) { return hn::ShiftRight<6>(hn::Add(v, half)); });
  }

  /// Line `y` of four blocks from `block` on: prediction plus residual at [place][block].
  static HWY_INLINE void add_line(const std::int16_t (*w)[16], int y, int block,
                                  const Sample* predicted, Sample* to) {
    alignas(32) std::int16_t line[16];
    for (int i = 0; i < 4; ++i)
      for (int x = 0; x < 4; ++x) line[4 * i + x] = w[4 * y + x][block + i];
    const Words d;
    const hn::Rebind<std::uint8_t, Words> d8;
    for (std::size_t x = 0; x < 16; x += hn::Lanes(d)) {
      const auto sum =
          hn::Add(hn::LoadU(d, line + x), hn::PromoteTo(d, hn::LoadU(d8, predicted + x)));
      hn::StoreU(hn::DemoteTo(d8, sum), d8, to + x);
    }
  }
};

}  // namespace pontage::frame_encode::h264::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
