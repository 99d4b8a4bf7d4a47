// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "kernels/frame_encode/h264_intra_trials.hpp"
#include "kernels/frame_encode/h264_search.hpp"

namespace pontage::frame_encode::h264 {

/// Codes one row of macroblocks as a slice: the work item. Rows know nothing of each other.
template <class A, class Probe>
class RowEncoder {
 public:
  RowEncoder(Probe& probe, const PictureJob& job, int row, std::uint32_t* words)
      : job_(job),
        trials_(probe, job.quality),
        search_(probe, job),
        intra_(probe, job, trials_),
        sink_(probe, words) {
    at_.row = row;
  }

  /// Returns the bytes of the payload.
  std::size_t encode() {
    const int columns = job_.source.size.columns();
    const std::int64_t first = std::int64_t{at_.row} * columns;
    slice_.is_idr = job_.is_idr;
    put_slice_header(sink_, {static_cast<std::uint32_t>(first), job_.frame_number, job_.is_idr});
    for (at_.column = 0; at_.column < columns; ++at_.column) {
      job_.changed[first + at_.column] = 0;
      if (job_.damaged[first + at_.column] == 0)
        skip();
      else
        encode_macroblock();
    }
    if (slice_.skipped > 0) put_ue(sink_, slice_.skipped);
    return sink_.finish();
  }

 private:
  void skip() {
    ++slice_.skipped;
    slice_.left = LeftSide(true);
  }

  void encode_macroblock() {
    at_.source = job_.source.macroblock(at_.column, at_.row);
    trials_.stand_at(at_.source.luma);
    best_ = nullptr;
    skip_cost_ = kNone;
    if (!job_.is_idr && try_inter()) return;
    intra_.stand_at(at_);
    try_intra();
    const std::uint64_t pcm_cost = (kPcmBits + slice_.skipped / 8) * job_.quality.lambda.squared;
    if (skip_cost_ != kNone && (best_ == nullptr || skip_cost_ <= best_->cost)) return skip();
    if (best_ == nullptr || best_bits_ >= kPcmBits || best_->cost > pcm_cost) return write_pcm();
    write(*best_);
  }

  // ---- inter

  /// True when the macroblock is done: nothing is left to code but, at most, its motion.
  bool try_inter() {
    const Motion motion = search_.find(at_, slice_.left.vectors);
    const bool is_still = motion.is_still();
    Trial& trial = next_room();
    if (!is_still && search_.still_difference() < kAlmostEqual) {
      inter(Motion{}, trial);
      if (is_empty(trial.mb)) return skip(), true;
    }
    inter(motion, trial);
    if (is_empty(trial.mb)) {
      if (is_still)
        skip();
      else
        write(trial);
      return true;
    }
    if (is_still)
      skip_cost_ = 16 * std::uint64_t{error_of(job_.reference.macroblock(at_.column, at_.row))} +
                   job_.quality.lambda.squared;
    consider(trial);
    return false;
  }

  static bool is_empty(const CodedMacroblock& mb) {
    return mb.luma_any == 0 && mb.chroma_pattern() == 0;
  }

  void work(unsigned ops, unsigned samples) { sink_.probe().op(Op::integer, ops * samples); }

  void inter(const Motion& motion, Trial& to) {
    work(DenseOps::kCode + DenseOps::kRestore + DenseOps::kPredict, 384);
    to.too_large = false;
    to.mb.kind = MacroblockKind::inter;
    to.mb.motion = motion;
    trials_.luma_inter(at_.source.luma, predict_luma(motion), to);
    predict_chroma(motion);
    const Samples chroma[2] = {{predicted_chroma_[0], 8}, {predicted_chroma_[1], 8}};
    trials_.chroma(at_.source.chroma, chroma, false, to);
  }

  Samples predict_luma(const Motion& motion) {
    const int x = at_.column * 16, y = at_.row * 16;
    if (motion.division == Division::whole)
      return moved_luma<16>(job_.reference, x, y, motion.quarter[0], moved_);
    for (int quarter = 0; quarter < 4; ++quarter) {
      const int right = quarter % 2 * 8, down = quarter / 2 * 8;
      Sample room[64];
      const Samples from =
          moved_luma<8>(job_.reference, x + right, y + down, motion.quarter[quarter], room);
      for (int line = 0; line < 8; ++line)
        std::copy_n(from.at + line * from.stride, 8, moved_ + 16 * (down + line) + right);
    }
    return {moved_, 16};
  }

  void predict_chroma(const Motion& motion) {
    const int x = at_.column * 8, y = at_.row * 8;
    for (int plane = 0; plane < 2; ++plane) {
      Sample* to = predicted_chroma_[plane];
      if (motion.division == Division::whole) {
        move_chroma<8>(job_.reference, plane, x, y, motion.quarter[0], to);
        continue;
      }
      for (int quarter = 0; quarter < 4; ++quarter) {
        const int right = quarter % 2 * 4, down = quarter / 2 * 4;
        move_chroma<4>(job_.reference, plane, x + right, y + down, motion.quarter[quarter],
                       to + 8 * down + right);
      }
    }
  }

  // ---- intra

  void try_intra() {
    Trial& whole = next_room();
    whole.too_large = false;
    const std::uint32_t difference = intra_.choose_16x16(whole);
    if (best_ != nullptr && difference > kHopeless * search_.difference()) return;
    intra_.code_chroma(whole);
    const bool has_large_chroma = whole.too_large;
    intra_.code_16x16(whole);
    consider(whole);
    // Nothing but its DC, or far behind inter: blocks of 4×4 do not catch up (measured).
    if (best_ == &whole ? whole.mb.luma_any == 0
                        : best_ != nullptr && !whole.too_large && 2 * whole.cost > 3 * best_->cost)
      return;
    Trial& blocks = next_room();
    blocks.take_chroma(whole);
    blocks.too_large = has_large_chroma;
    intra_.code_4x4(blocks, slice_.left);
    consider(blocks);
  }

  // ---- choice

  std::uint32_t error_of(const MacroblockSamples& restored) {
    work(DenseOps::kDifference, 384);
    return A::template squared_difference<16>(at_.source.luma, restored.luma) +
           A::template squared_difference<8>(at_.source.chroma[0], restored.chroma[0]) +
           A::template squared_difference<8>(at_.source.chroma[1], restored.chroma[1]);
  }

  Trial& next_room() { return best_ == &rooms_[0] ? rooms_[1] : rooms_[0]; }

  /// Keeps the trial when it can be written and is the cheapest so far: squared error plus what its
  /// bits are worth.
  void consider(Trial& trial) {
    if (trial.too_large) return;
    BitCount<Probe> bits(sink_.probe());
    LeftSide after;
    put_macroblock(bits, trial.mb, slice_, after);
    trial.cost = 16 * std::uint64_t{error_of(trial.restored.samples())} +
                 bits.bits() * job_.quality.lambda.squared;
    if (best_ != nullptr && best_->cost <= trial.cost) return;
    best_ = &trial;
    best_bits_ = bits.bits();
  }

  void write(const Trial& trial) {
    LeftSide after;
    put_macroblock(sink_, trial.mb, slice_, after);
    keep(trial.restored.samples(), after, kCoded);
  }
  void write_pcm() {
    LeftSide after;
    put_pcm(sink_, at_.source, slice_, after);
    keep(at_.source, after, kCodedPcm);
  }
  void keep(const MacroblockSamples& from, const LeftSide& after, std::uint8_t how) {
    slice_.left = after;
    slice_.skipped = 0;
    work(1, 384 / 8);  // moves of 8 samples
    copy_macroblock(from, job_.restored, at_.column, at_.row);
    job_.changed[std::int64_t{at_.row} * job_.restored.size.columns() + at_.column] = how;
  }

  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t kPcmBits = 384 * 8;
  /// Intra is not tried where its difference is so many times inter's (measured: 0.2 % more bytes).
  static constexpr std::uint32_t kHopeless = 3;
  /// Nothing may be left to code without motion: 4 a sample.
  static constexpr std::uint32_t kAlmostEqual = 4 * 256;

  const PictureJob& job_;
  Place at_;
  Trials<A, Probe> trials_;
  MotionSearch<A, Probe> search_;
  IntraTrials<A, Probe> intra_;
  BitWriter<Probe> sink_;
  SliceState slice_;
  Trial rooms_[2];
  Trial* best_ = nullptr;
  std::uint64_t best_bits_ = 0, skip_cost_ = kNone;
  alignas(64) Sample moved_[256];
  alignas(64) Sample predicted_chroma_[2][64];
};

}  // namespace pontage::frame_encode::h264
