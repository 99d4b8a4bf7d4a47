// SPDX-License-Identifier: Apache-2.0
// Included once for every instruction set (Highway's foreach_target.h), so it has no #pragma once.
#if defined(PONTAGE_FRAME_ENCODE_H264_INTRA_VECTORS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PONTAGE_FRAME_ENCODE_H264_INTRA_VECTORS_INL_H
#undef PONTAGE_FRAME_ENCODE_H264_INTRA_VECTORS_INL_H
#else
#define PONTAGE_FRAME_ENCODE_H264_INTRA_VECTORS_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

#include "kernels/frame_encode/h264_intra.hpp"

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::h264::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// All modes whose samples are there, a bit each. Every one but DC is made of rows of four that
/// lie, one after the other, among the samples, their means and their smoothed values.
HWY_INLINE std::uint32_t predict_all_4x4(Around4x4 around, Sample (*to)[16]) {
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

}  // namespace pontage::frame_encode::h264::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
