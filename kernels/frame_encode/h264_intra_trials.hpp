// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "kernels/frame_encode/h264_picture_job.hpp"

namespace pontage::frame_encode::h264 {

/// Trials of a macroblock that is predicted from its left neighbour and from itself.
template <class A, class Probe>
class IntraTrials {
 public:
  IntraTrials(Probe& probe, const PictureJob& job, Trials<A, Probe>& trials)
      : probe_(&probe), job_(job), trials_(trials) {}

  /// Looks at the macroblock to the left of `place`, as it is restored.
  void stand_at(const Place& place) {
    place_ = &place;
    left_.is_there = place.column > 0;
    if (place.column == 0) return;
    const std::int64_t before =
        std::int64_t{place.row} * job_.source.size.columns() + place.column - 1;
    const MacroblockSamples from =
        job_.changed[before] != 0
            ? Picture{job_.restored.at, job_.restored.size}.macroblock(place.column - 1, place.row)
            : job_.reference.macroblock(place.column - 1, place.row);
    for (int y = 0; y < 16; ++y) left_.luma[y] = from.luma.at[y * from.luma.stride + 15];
    for (int plane = 0; plane < 2; ++plane)
      for (int y = 0; y < 8; ++y)
        left_.chroma[plane][y] = from.chroma[plane].at[y * from.chroma[plane].stride + 7];
  }

  /// Chooses the Intra16x16 mode; returns the absolute difference of its prediction, for
  /// `code_16x16`.
  std::uint32_t choose_16x16(Trial& to) {
    work(2 * (DenseOps::kDifference + DenseOps::kPredict), 256);
    to.mb.kind = MacroblockKind::intra_16x16;
    std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
    for (const Mode16x16 mode : {Mode16x16::dc, Mode16x16::horizontal}) {
      if (mode == Mode16x16::horizontal && !left_.is_there) continue;
      predict_16x16(left_, mode, predicted_luma_);
      const std::uint32_t difference =
          A::template absolute_difference<16>(place_->source.luma, {predicted_luma_, 16});
      if (difference >= least) continue;
      least = difference;
      to.mb.mode_16x16 = mode;
    }
    predict_16x16(left_, to.mb.mode_16x16, predicted_luma_);
    return least;
  }

  void code_16x16(Trial& to) {
    trials_.luma_16x16(place_->source.luma, {predicted_luma_, 16}, to);
    work(DenseOps::kCode + DenseOps::kRestore, 256);
  }

  /// Both planes of chroma by the mode that predicts them best.
  void code_chroma(Trial& to) {
    std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
    for (const ChromaMode mode : {ChromaMode::dc, ChromaMode::horizontal}) {
      if (mode == ChromaMode::horizontal && !left_.is_there) continue;
      std::uint32_t difference = 0;
      for (int plane = 0; plane < 2; ++plane) {
        predict_chroma(left_, mode, plane, predicted_chroma_[plane]);
        difference += A::template absolute_difference<8>(place_->source.chroma[plane],
                                                         {predicted_chroma_[plane], 8});
      }
      if (difference >= least) continue;
      least = difference;
      to.mb.chroma_mode = mode;
    }
    for (int plane = 0; plane < 2; ++plane)
      predict_chroma(left_, to.mb.chroma_mode, plane, predicted_chroma_[plane]);
    const Samples chroma[2] = {{predicted_chroma_[0], 8}, {predicted_chroma_[1], 8}};
    trials_.chroma(place_->source.chroma, chroma, true, to);
    work(2 * (DenseOps::kDifference + DenseOps::kPredict) + DenseOps::kCode + DenseOps::kRestore,
         128);
  }

  /// Luma block by block, each predicted from those before it.
  void code_4x4(Trial& to, const LeftSide& left) {
    to.mb.kind = MacroblockKind::intra_4x4;
    to.mb.luma_any = 0;
    for (const int place : kBlockPlace) {
      const Around4x4 around = around_of(to, place);
      alignas(16) Sample source[16], predicted[16];
      const Sample* at =
          place_->source.luma.at + place / 4 * 4 * place_->source.luma.stride + place % 4 * 4;
      for (int y = 0; y < 4; ++y)
        std::copy_n(at + y * place_->source.luma.stride, 4, source + 4 * y);
      to.mb.modes_4x4[place] = static_cast<std::uint8_t>(
          A::best_mode_4x4(source, around, macroblock::expected_mode_4x4(to.mb, left, place),
                           job_.quality.lambda.absolute, predicted));
      trials_.luma_4x4(source, predicted, place, to);
      work(modes_of(around) * (DenseOps::kDifference + 3 * DenseOps::kPredict) + DenseOps::kCode +
               DenseOps::kRestore,
           16);
    }
  }

 private:
  void work(unsigned ops, unsigned samples) { probe_->op(Op::integer, ops * samples); }

  static unsigned modes_of(const Around4x4& around) {
    return around.has_corner() ? 9 : around.has_above ? 4 : around.has_left ? 3 : 1;
  }

  Around4x4 around_of(const Trial& trial, int place) const {
    const int x = place % 4, y = place / 4;
    const Sample* at = trial.restored.luma + y * 64 + x * 4;
    Around4x4 around{};
    around.has_left = x > 0 || left_.is_there;
    around.has_above = y > 0;
    if (around.has_left)
      for (int i = 0; i < 4; ++i)
        around.at(-2 - i) = x > 0 ? at[16 * i - 1] : left_.luma[4 * y + i];
    if (around.has_corner()) around.at(-1) = x > 0 ? at[-17] : left_.luma[4 * y - 1];
    if (!around.has_above) return around;
    // The block above to the right is decoded later, or is another macroblock's.
    const bool has_right = x < 3 && !(x == 1 && y % 2 == 1);
    for (int i = 0; i < 8; ++i) around.at(i) = at[-16 + (i < 4 || has_right ? i : 3)];
    return around;
  }

  Probe* probe_;
  const PictureJob& job_;
  Trials<A, Probe>& trials_;
  const Place* place_ = nullptr;
  LeftColumn left_;
  alignas(64) Sample predicted_luma_[256];
  alignas(64) Sample predicted_chroma_[2][64];
};

}  // namespace pontage::frame_encode::h264
