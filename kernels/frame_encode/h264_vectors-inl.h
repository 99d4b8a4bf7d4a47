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
#include "kernels/frame_encode/h264_intra_vectors-inl.h"
#include "kernels/frame_encode/h264_lanes-inl.h"

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
