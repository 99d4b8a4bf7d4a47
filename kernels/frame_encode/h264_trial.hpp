// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels/frame_encode/h264_arithmetic.hpp"
#include "kernels/frame_encode/h264_picture.hpp"
#include "kernels/frame_encode/h264_thin.hpp"

namespace pontage::frame_encode::h264 {

/// The numbers of one QP that a row is coded with.
struct RowQuality {
  Quantiser luma, chroma;
  Lambda lambda;
  constexpr explicit RowQuality(int qp) : luma(qp), chroma(chroma_qp(qp)), lambda(qp) {}
};

/// Operations of the plain arithmetic, a sample: transform and quantiser, restoring, differences,
/// prediction.
struct DenseOps {
  static constexpr unsigned kCode = 6 + 5, kRestore = 8, kDifference = 3, kPredict = 1;
};

/// One way to code a macroblock: its levels, what a decoder makes of them, and whether a level is
/// too large to be written.
struct Trial {
  CodedMacroblock mb;
  MacroblockBuffer restored;
  bool too_large = false;
  std::uint64_t cost = 0;

  /// Chroma as another trial of the same macroblock has it.
  void take_chroma(const Trial& from) {
    if (this == &from) return;
    mb.chroma_mode = from.mb.chroma_mode;
    mb.chroma_any = from.mb.chroma_any;
    mb.has_chroma_dc = from.mb.has_chroma_dc;
    std::memcpy(mb.chroma, from.mb.chroma, sizeof mb.chroma);
    std::memcpy(mb.chroma_dc, from.mb.chroma_dc, sizeof mb.chroma_dc);
    std::memcpy(restored.chroma, from.restored.chroma, sizeof restored.chroma);
  }
};

/// What is tried with arithmetic A; nothing here decides. `probe` sees what thinning does; dense
/// arithmetic is counted by who asks for it.
template <class A, class Probe>
class Trials {
 public:
  Trials(Probe& probe, const RowQuality& quality) : probe_(&probe), quality_(&quality) {}

  /// Before a macroblock's first trial: its luma, by which it is thinned or not.
  void stand_at(Samples luma) { grain_.stand_at(luma); }

  /// Luma predicted by `predicted`, levels and restored samples to `to`.
  void luma_inter(Samples source, Samples predicted, Trial& to) {
    alignas(64) std::int16_t w[16][16];
    A::template transform<16>(source, predicted, w);
    to.mb.luma_any =
        A::template quantise<16>(w, quality_->luma, false, 0, to.mb.luma, to.too_large);
    thin_luma(w, 0, to.mb);
    if (to.mb.luma_any != 0)
      A::template restore<16>(to.mb.luma, nullptr, quality_->luma, predicted, to.restored.luma, 16);
    else
      copy<16>(predicted, to.restored.luma);
  }

  /// The same of a predicted Intra16x16 macroblock, whose DC goes apart.
  void luma_16x16(Samples source, Samples predicted, Trial& to) {
    alignas(64) std::int16_t w[16][16], dc[16];
    const Quantiser& q = quality_->luma;
    A::template transform<16>(source, predicted, w);
    to.mb.luma_any = A::template quantise<16>(w, q, true, 1, to.mb.luma, to.too_large);
    thin_luma(w, 1, to.mb);
    int sums[16];
    for (int i = 0; i < 16; ++i) sums[i] = w[0][i];
    hadamard_4x4(sums);
    for (int& sum : sums) {
      sum = q.dc_level(sum, 2, true);
      to.too_large = to.too_large || std::abs(sum) > kMostLevel;
    }
    for (int scan = 0; scan < 16; ++scan)
      to.mb.luma_dc[scan] = static_cast<std::int16_t>(sums[kZigZag[scan]]);
    hadamard_4x4(sums);
    for (int i = 0; i < 16; ++i) dc[i] = static_cast<std::int16_t>(q.luma_dc(sums[i]));
    A::template restore<16>(to.mb.luma, dc, q, predicted, to.restored.luma, 16);
  }

  /// Both planes of chroma from `predicted`.
  void chroma(const Samples (&source)[2], const Samples (&predicted)[2], bool is_intra, Trial& to) {
    alignas(64) std::int16_t w[16][8], dc[8];
    const Quantiser& q = quality_->chroma;
    A::transform_chroma(source, predicted, w);
    to.mb.chroma_any = A::template quantise<8>(w, q, is_intra, 1, to.mb.chroma, to.too_large);
    // Grainy or not: both planes share a bit of the pattern, so they are judged as one.
    if (to.mb.chroma_any != 0)
      to.mb.chroma_any = Thin<8>(w, q, 1, to.mb.chroma).drop(*probe_, to.mb.chroma_any, 0xff, {0});
    to.mb.has_chroma_dc = false;
    for (int plane = 0; plane < 2; ++plane) {
      const std::int16_t* of_plane = w[0] + 4 * plane;
      int sums[4] = {of_plane[0], of_plane[1], of_plane[2], of_plane[3]};
      hadamard_2x2(sums);
      for (int i = 0; i < 4; ++i) {
        sums[i] = q.dc_level(sums[i], 1, is_intra);
        to.mb.chroma_dc[plane][i] = static_cast<std::int16_t>(sums[i]);
        to.too_large = to.too_large || std::abs(sums[i]) > kMostLevel;
        to.mb.has_chroma_dc = to.mb.has_chroma_dc || sums[i] != 0;
      }
      hadamard_2x2(sums);
      for (int i = 0; i < 4; ++i)
        dc[4 * plane + i] = static_cast<std::int16_t>(q.chroma_dc(sums[i]));
    }
    if (to.mb.chroma_pattern() != 0)
      A::restore_chroma(to.mb.chroma, dc, q, predicted, to.restored.chroma);
    else
      for (int plane = 0; plane < 2; ++plane) copy<8>(predicted[plane], to.restored.chroma[plane]);
  }

  /// One 4×4 block of an Intra4x4 macroblock, number `place` row by row, from 16 samples row by
  /// row.
  void luma_4x4(const Sample* source, const Sample* predicted, int place, Trial& to) const {
    std::int16_t levels[16];
    Sample* const at = to.restored.luma + place / 4 * 64 + place % 4 * 4;
    if (A::code_4x4(source, predicted, quality_->luma, levels, to.too_large, at, 16))
      to.mb.luma_any |= 1U << place;
    for (int scan = 0; scan < 16; ++scan) to.mb.luma[scan][place] = levels[scan];
  }

  template <int Side>
  static void copy(Samples from, Sample* to) {
    for (int y = 0; y < Side; ++y) std::copy_n(from.at + y * from.stride, Side, to + y * Side);
  }

 private:
  void thin_luma(const std::int16_t (&w)[16][16], int first, CodedMacroblock& mb) {
    if (mb.luma_any == 0 || !grain_.is_there(*probe_)) return;
    Thin<16> thin(w, quality_->luma, first, mb.luma);
    if (first == 0) mb.luma_any = thin.drop(*probe_, mb.luma_any, 0x33, {0, 2, 8, 10});
    mb.luma_any = thin.drop(*probe_, mb.luma_any, 0xffff, {0});
  }

  Probe* probe_;
  const RowQuality* quality_;
  Grain grain_;
};

}  // namespace pontage::frame_encode::h264
