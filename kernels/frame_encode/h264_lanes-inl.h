// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_FRAME_ENCODE_H264_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_FRAME_ENCODE_H264_LANES_INL_H
#undef PONTAGE_FRAME_ENCODE_H264_LANES_INL_H
#else
#define PONTAGE_FRAME_ENCODE_H264_LANES_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

#include "kernels/frame_encode/h264_quantiser.hpp"
#include "kernels/frame_encode/h264_samples.hpp"

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::h264::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Absolute differences of unsigned lanes.
template <class V>
HWY_INLINE V distance(V a, V b) {
  return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a));
}

// The transform of blocks that stand side by side in lanes.

/// Source minus prediction of one line of each of D's blocks, four blocks side by side and the
/// next four 4 lines below: `to[x][lane]`.
template <class D>
HWY_INLINE void residual(D d, const Sample* source, std::int32_t source_stride,
                         const Sample* predicted, std::int32_t predicted_stride, std::int16_t* to,
                         std::size_t to_stride) {
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
HWY_INLINE void forward(D d, std::int16_t* at, std::size_t step) {
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
HWY_INLINE void transform_lanes(D d, std::int16_t* at, std::size_t stride) {
  for (std::size_t y = 0; y < 4; ++y) forward(d, at + 4 * y * stride, stride);
  for (std::size_t x = 0; x < 4; ++x) forward(d, at + x * stride, 4 * stride);
}

template <class D>
HWY_INLINE void scale_lanes(D d, const std::int16_t* levels, std::size_t stride,
                            const std::int16_t* dc, const Quantiser& q, std::int16_t* to) {
  for (std::size_t scan = 0; scan < 16; ++scan) {
    const std::size_t place = kZigZag[scan];
    hn::StoreU(hn::Mul(hn::LoadU(d, levels + scan * stride), hn::Set(d, q.scale[place])), d,
               to + place * stride);
  }
  if (dc != nullptr) hn::StoreU(hn::LoadU(d, dc), d, to);
}

template <class D, class Out>
HWY_INLINE void inverse(D d, std::int16_t* at, std::size_t step, Out out) {
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
HWY_INLINE void inverse_lanes(D d, std::int16_t* at, std::size_t stride) {
  const auto half = hn::Set(d, std::int16_t{32});
  for (std::size_t y = 0; y < 4; ++y)
    inverse(d, at + 4 * y * stride, stride, [](auto v) { return v; });
  for (std::size_t x = 0; x < 4; ++x)
    inverse(d, at + x * stride, 4 * stride,
            [&half](auto v) { return hn::ShiftRight<6>(hn::Add(v, half)); });
}

}  // namespace pontage::frame_encode::h264::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
