// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/frame_encode/h264_intra.hpp"
#include "kernels/frame_encode/h264_picture.hpp"

namespace pontage::frame_encode {

/// The numbers of one QP that a row is coded with.
struct RowQuality {
  Quantiser luma, chroma;
  Lambda lambda;
  constexpr explicit RowQuality(int qp) : luma(qp), chroma(chroma_qp(qp)), lambda(qp) {}
};

/// One way to code a macroblock: its levels, what a decoder makes of them, and the largest level
/// (above kMostLevel it cannot be written).
struct Trial {
  CodedMacroblock mb;
  MacroblockBuffer restored;
  int largest = 0;
  std::uint64_t cost = 0;
};

/// What is tried with arithmetic A; nothing here decides.
template <class A>
class Trials {
 public:
  explicit Trials(const RowQuality& quality) : quality_(&quality) {}

  /// Luma predicted by `predicted`, levels and restored samples to `to`.
  void luma_inter(Samples source, Samples predicted, Trial& to) const {
    alignas(64) std::int16_t w[16][16];
    A::template transform<16>(source, predicted, w);
    to.mb.luma_any =
        A::template quantise<16>(w, quality_->luma, false, 0, to.mb.luma, to.largest);
    if (to.mb.luma_any != 0)
      A::template restore<16>(to.mb.luma, nullptr, quality_->luma, predicted, to.restored.luma, 16);
    else
      copy<16>(predicted, to.restored.luma);
  }

  /// The same of a predicted Intra16x16 macroblock, whose DC goes apart.
  void luma_16x16(Samples source, Samples predicted, Trial& to) const {
    alignas(64) std::int16_t w[16][16], dc[16];
    const Quantiser& q = quality_->luma;
    A::template transform<16>(source, predicted, w);
    to.mb.luma_any = A::template quantise<16>(w, q, true, 1, to.mb.luma, to.largest);
    int sums[16];
    for (int i = 0; i < 16; ++i) sums[i] = w[0][i];
    hadamard_4x4(sums);
    for (int& sum : sums) {
      sum = q.dc_level(sum, 2, true);
      to.largest = std::max(to.largest, std::abs(sum));
    }
    for (int scan = 0; scan < 16; ++scan)
      to.mb.luma_dc[scan] = static_cast<std::int16_t>(sums[kZigZag[scan]]);
    hadamard_4x4(sums);
    for (int i = 0; i < 16; ++i) dc[i] = static_cast<std::int16_t>(q.luma_dc(sums[i]));
    A::template restore<16>(to.mb.luma, dc, q, predicted, to.restored.luma, 16);
  }

  /// Both planes of chroma from `predicted`.
  void chroma(const Samples (&source)[2], const Samples (&predicted)[2], bool is_intra,
              Trial& to) const {
    to.mb.chroma_any = 0;
    to.mb.has_chroma_dc = false;
    for (int plane = 0; plane < 2; ++plane)
      chroma_plane(source[plane], predicted[plane], is_intra, plane, to);
  }

  /// One 4×4 block of an Intra4x4 macroblock, number `place` row by row.
  void luma_4x4(Samples source, Samples predicted, int place, Trial& to) const {
    std::int16_t w[16][1], levels[16][1];
    A::template transform<4>(source, predicted, w);
    const std::uint32_t any =
        A::template quantise<1>(w, quality_->luma, true, 0, levels, to.largest);
    to.mb.luma_any |= any << place;
    for (int scan = 0; scan < 16; ++scan) to.mb.luma[scan][place] = levels[scan][0];
    Sample* const at = to.restored.luma + place / 4 * 64 + place % 4 * 4;
    if (any != 0)
      A::template restore<4>(levels, nullptr, quality_->luma, predicted, at, 16);
    else
      for (int y = 0; y < 4; ++y)
        std::copy_n(predicted.at + y * predicted.stride, 4, at + 16 * y);
  }

  template <int Side>
  static void copy(Samples from, Sample* to) {
    for (int y = 0; y < Side; ++y) std::copy_n(from.at + y * from.stride, Side, to + y * Side);
  }

 private:
  void chroma_plane(Samples source, Samples predicted, bool is_intra, int plane, Trial& to) const {
    alignas(64) std::int16_t w[16][4], dc[4];
    const Quantiser& q = quality_->chroma;
    A::template transform<8>(source, predicted, w);
    const std::uint32_t any =
        A::template quantise<4>(w, q, is_intra, 1, to.mb.chroma[plane], to.largest);
    int sums[4] = {w[0][0], w[0][1], w[0][2], w[0][3]};
    hadamard_2x2(sums);
    bool has_dc = false;
    for (int i = 0; i < 4; ++i) {
      sums[i] = q.dc_level(sums[i], 1, is_intra);
      to.mb.chroma_dc[plane][i] = static_cast<std::int16_t>(sums[i]);
      to.largest = std::max(to.largest, std::abs(sums[i]));
      has_dc = has_dc || sums[i] != 0;
    }
    to.mb.chroma_any |= any << (4 * plane);
    to.mb.has_chroma_dc = to.mb.has_chroma_dc || has_dc;
    if (any == 0 && !has_dc) return copy<8>(predicted, to.restored.chroma[plane]);
    hadamard_2x2(sums);
    for (int i = 0; i < 4; ++i) dc[i] = static_cast<std::int16_t>(q.chroma_dc(sums[i]));
    A::template restore<8>(to.mb.chroma[plane], dc, q, predicted, to.restored.chroma[plane], 8);
  }

  const RowQuality* quality_;
};

}  // namespace pontage::frame_encode
