// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "kernels/frame_encode/h264_trial.hpp"

namespace pontage::frame_encode::h264 {

inline constexpr int kMostVectors = 4;
/// What became of a macroblock that is not skipped.
inline constexpr std::uint8_t kCoded = 1, kCodedPcm = 2;

/// What all rows of one picture share.
struct PictureJob {
  explicit PictureJob(int qp) : quality(qp) {}

  RowQuality quality;
  bool is_idr = false;
  std::uint32_t frame_number = 0;
  Picture source;                         ///< where it is damaged
  Picture reference;                      ///< what the decoder has
  WritablePicture restored;               ///< what it will have, where `changed`
  const std::uint8_t* damaged = nullptr;  ///< [rows, columns]
  std::uint8_t* changed = nullptr;        ///< [rows, columns]: out, kCoded, kCodedPcm or 0 each
  Vector vectors[kMostVectors];           ///< motion that the picture has much of
  int vector_count = 0;
};

/// Words that the payload of a row can take: every macroblock as PCM.
constexpr std::int64_t most_row_words(PictureSize size) {
  return std::int64_t{size.columns()} * 98 + 16;
}

/// Codes one row of macroblocks as a slice: the work item. Rows know nothing of each other.
template <class A, class Probe>
class RowEncoder {
 public:
  RowEncoder(Probe& probe, const PictureJob& job, int row, std::uint32_t* words)
      : job_(job), row_(row), trials_(job.quality), count_probe_(&probe), sink_(probe, words) {}

  /// Returns the bytes of the payload.
  std::size_t encode() {
    const int columns = job_.source.size.columns();
    const std::int64_t first = std::int64_t{row_} * columns;
    slice_.is_idr = job_.is_idr;
    put_slice_header(sink_, {static_cast<std::uint32_t>(first), job_.frame_number, job_.is_idr});
    for (column_ = 0; column_ < columns; ++column_) {
      job_.changed[first + column_] = 0;
      if (job_.damaged[first + column_] == 0)
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
    source_ = job_.source.macroblock(column_, row_);
    best_ = nullptr;
    skip_cost_ = kNone;
    if (!job_.is_idr && try_inter()) return;
    load_left();
    try_intra();
    const std::uint64_t pcm_cost = (kPcmBits + slice_.skipped / 8) * job_.quality.lambda.squared;
    if (skip_cost_ != kNone && (best_ == nullptr || skip_cost_ <= best_->cost)) return skip();
    if (best_ == nullptr || best_bits_ >= kPcmBits || best_->cost > pcm_cost) return write_pcm();
    write(*best_);
  }

  // ---- inter

  /// True when the macroblock is done: nothing is left to code but, at most, its motion.
  bool try_inter() {
    const Vector vector = search();
    const bool is_still = vector == Vector{};
    Trial& trial = next_room();
    if (!is_still && still_difference_ < kAlmostEqual) {
      inter(Vector{}, trial);
      if (is_empty(trial.mb)) return skip(), true;
    }
    inter(vector, trial);
    if (is_empty(trial.mb)) {
      if (is_still)
        skip();
      else
        write(trial);
      return true;
    }
    if (is_still)
      skip_cost_ = 16 * std::uint64_t{error_of(job_.reference.macroblock(column_, row_))} +
                   job_.quality.lambda.squared;
    consider(trial);
    return false;
  }

  static bool is_empty(const CodedMacroblock& mb) {
    return mb.luma_any == 0 && mb.chroma_pattern() == 0;
  }

  /// Operations of the plain arithmetic, a sample: transform and quantiser, restoring, differences,
  /// prediction.
  static constexpr unsigned kCodeOps = 6 + 5, kRestoreOps = 8, kDifferenceOps = 3, kPredictOps = 1;
  void work(unsigned ops, unsigned samples) { count_probe_->op(Op::integer, ops * samples); }

  void inter(Vector vector, Trial& to) {
    work(kCodeOps + kRestoreOps + kPredictOps, 384);
    to.too_large = false;
    to.mb.kind = MacroblockKind::inter;
    to.mb.vector = vector;
    const Samples luma = moved_luma(job_.reference, column_, row_, vector, moved_);
    trials_.luma_inter(source_.luma, luma, to);
    for (int plane = 0; plane < 2; ++plane)
      move_chroma(job_.reference, plane, column_, row_, vector, predicted_chroma_[plane]);
    const Samples chroma[2] = {{predicted_chroma_[0], 8}, {predicted_chroma_[1], 8}};
    trials_.chroma(source_.chroma, chroma, false, to);
  }

  std::uint32_t vector_bits(Vector vector) const {
    const Vector from = slice_.left.is_inter ? slice_.left.vector : Vector{};
    const auto bits = [](int difference) {
      return 2 * static_cast<std::uint32_t>(
                     std::bit_width(static_cast<unsigned>(8 * std::abs(difference) + 1))) -
             1;
    };
    return bits(vector.x - from.x) + bits(vector.y - from.y);
  }

  void look_at(Vector vector, Vector& best, std::uint64_t& least) {
    const Samples there = moved_luma(job_.reference, column_, row_, vector, moved_);
    work(kDifferenceOps, 256);
    const std::uint32_t difference = A::template absolute_difference<16>(source_.luma, there);
    const std::uint64_t cost = 16 * std::uint64_t{difference} +
                               std::uint64_t{job_.quality.lambda.absolute} * vector_bits(vector);
    if (cost < least) {
      least = cost;
      best = vector;
      inter_difference_ = difference;
    }
  }

  /// The best of no motion, the left neighbour's, the picture's vectors, and what a descent from
  /// there finds.
  Vector search() {
    Vector best{};
    std::uint64_t least = kNone;
    look_at({}, best, least);
    still_difference_ = inter_difference_;
    if (slice_.left.is_inter && slice_.left.vector != Vector{})
      look_at(slice_.left.vector, best, least);
    for (int i = 0; i < job_.vector_count; ++i) look_at(job_.vectors[i], best, least);
    for (int step = 0; step < kDescentSteps && least > kGoodEnough; ++step) {
      const Vector from = best;
      for (const Vector by : {Vector{-1, 0}, Vector{1, 0}, Vector{0, -1}, Vector{0, 1}}) {
        const Vector to{static_cast<std::int16_t>(from.x + by.x),
                        static_cast<std::int16_t>(from.y + by.y)};
        if (std::abs(to.x) <= kMostMotion && std::abs(to.y) <= kMostMotion)
          look_at(to, best, least);
      }
      if (best == from) break;
    }
    return best;
  }

  // ---- intra

  void load_left() {
    left_.is_there = column_ > 0;
    if (column_ == 0) return;
    const std::int64_t before = std::int64_t{row_} * job_.source.size.columns() + column_ - 1;
    const MacroblockSamples from =
        job_.changed[before] != 0
            ? Picture{job_.restored.at, job_.restored.size}.macroblock(column_ - 1, row_)
            : job_.reference.macroblock(column_ - 1, row_);
    for (int y = 0; y < 16; ++y) left_.luma[y] = from.luma.at[y * from.luma.stride + 15];
    for (int plane = 0; plane < 2; ++plane)
      for (int y = 0; y < 8; ++y)
        left_.chroma[plane][y] = from.chroma[plane].at[y * from.chroma[plane].stride + 7];
  }

  void try_intra() {
    Trial& whole = next_room();
    whole.too_large = false;
    const std::uint32_t difference = predict_intra_16x16(whole);
    work(2 * (kDifferenceOps + kPredictOps), 256);
    if (best_ != nullptr && difference > kHopeless * inter_difference_) return;
    intra_chroma(whole);
    trials_.luma_16x16(source_.luma, {moved_, 16}, whole);
    work(kCodeOps + kRestoreOps, 256);
    consider(whole);
    // Nothing but its DC, or far behind inter: blocks of 4×4 do not catch up (measured).
    if (best_ == &whole ? whole.mb.luma_any == 0
                        : best_ != nullptr && 2 * whole.cost > 3 * best_->cost)
      return;
    Trial& blocks = next_room();
    blocks.too_large = false;
    intra_chroma(blocks);
    intra_4x4(blocks);
    consider(blocks);
  }

  void intra_chroma(Trial& to) {
    std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
    for (const ChromaMode mode : {ChromaMode::dc, ChromaMode::horizontal}) {
      if (mode == ChromaMode::horizontal && !left_.is_there) continue;
      std::uint32_t difference = 0;
      for (int plane = 0; plane < 2; ++plane) {
        predict_chroma(left_, mode, plane, predicted_chroma_[plane]);
        difference += A::template absolute_difference<8>(source_.chroma[plane],
                                                         {predicted_chroma_[plane], 8});
      }
      if (difference >= least) continue;
      least = difference;
      to.mb.chroma_mode = mode;
    }
    for (int plane = 0; plane < 2; ++plane)
      predict_chroma(left_, to.mb.chroma_mode, plane, predicted_chroma_[plane]);
    const Samples chroma[2] = {{predicted_chroma_[0], 8}, {predicted_chroma_[1], 8}};
    trials_.chroma(source_.chroma, chroma, true, to);
    work(2 * (kDifferenceOps + kPredictOps) + kCodeOps + kRestoreOps, 128);
  }

  /// Chooses the mode and leaves its prediction in `moved_`; returns its absolute difference.
  std::uint32_t predict_intra_16x16(Trial& to) {
    to.mb.kind = MacroblockKind::intra_16x16;
    std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
    for (const Mode16x16 mode : {Mode16x16::dc, Mode16x16::horizontal}) {
      if (mode == Mode16x16::horizontal && !left_.is_there) continue;
      predict_16x16(left_, mode, moved_);
      const std::uint32_t difference =
          A::template absolute_difference<16>(source_.luma, {moved_, 16});
      if (difference >= least) continue;
      least = difference;
      to.mb.mode_16x16 = mode;
    }
    predict_16x16(left_, to.mb.mode_16x16, moved_);
    return least;
  }

  void intra_4x4(Trial& to) {
    to.mb.kind = MacroblockKind::intra_4x4;
    to.mb.luma_any = 0;
    for (const int place : kBlockPlace) {
      const Around4x4 around = around_of(to, place);
      alignas(16) Sample source[16], predicted[16];
      const Sample* at = source_.luma.at + place / 4 * 4 * source_.luma.stride + place % 4 * 4;
      for (int y = 0; y < 4; ++y) std::copy_n(at + y * source_.luma.stride, 4, source + 4 * y);
      to.mb.modes_4x4[place] = static_cast<std::uint8_t>(A::best_mode_4x4(
          source, around, expected_mode(to.mb, place), job_.quality.lambda.absolute, predicted));
      trials_.luma_4x4(source, predicted, place, to);
      work(modes_of(around) * (kDifferenceOps + 3 * kPredictOps) + kCodeOps + kRestoreOps, 16);
    }
  }

  static unsigned modes_of(const Around4x4& around) {
    return around.has_corner ? 9 : around.has_above ? 4 : around.has_left ? 3 : 1;
  }

  int expected_mode(const CodedMacroblock& mb, int place) const {
    if (place < 4 || (place % 4 == 0 && !left_.is_there)) return 2;
    const int beside = place % 4 > 0 ? mb.modes_4x4[place - 1] : slice_.left.modes_4x4[place / 4];
    return std::min<int>(beside, mb.modes_4x4[place - 4]);
  }

  Around4x4 around_of(const Trial& trial, int place) const {
    const int x = place % 4, y = place / 4;
    const Sample* at = trial.restored.luma + y * 64 + x * 4;
    Around4x4 around{};
    around.has_left = x > 0 || left_.is_there;
    around.has_above = y > 0;
    around.has_corner = y > 0 && around.has_left;
    if (around.has_left)
      for (int i = 0; i < 4; ++i)
        around.at(-2 - i) = x > 0 ? at[16 * i - 1] : left_.luma[4 * y + i];
    if (around.has_corner) around.at(-1) = x > 0 ? at[-17] : left_.luma[4 * y - 1];
    if (!around.has_above) return around;
    // The block above to the right is decoded later, or is another macroblock's.
    const bool has_right = x < 3 && !(x == 1 && y % 2 == 1);
    for (int i = 0; i < 8; ++i) around.at(i) = at[-16 + (i < 4 || has_right ? i : 3)];
    return around;
  }

  // ---- choice

  std::uint32_t error_of(const MacroblockSamples& restored) {
    work(kDifferenceOps, 384);
    return A::template squared_difference<16>(source_.luma, restored.luma) +
           A::template squared_difference<8>(source_.chroma[0], restored.chroma[0]) +
           A::template squared_difference<8>(source_.chroma[1], restored.chroma[1]);
  }

  Trial& next_room() {
    for (Trial& room : rooms_)
      if (&room != best_) return room;
    return rooms_[0];
  }

  /// Keeps the trial when it can be written and is the cheapest so far: squared error plus what its
  /// bits are worth.
  void consider(Trial& trial) {
    if (trial.too_large) return;
    BitCount<Probe> bits(*count_probe_);
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
    put_pcm(sink_, source_, slice_, after);
    keep(source_, after, kCodedPcm);
  }
  void keep(const MacroblockSamples& from, const LeftSide& after, std::uint8_t how) {
    slice_.left = after;
    slice_.skipped = 0;
    const PictureSize size = job_.restored.size;
    for (int y = 0; y < 16; ++y)
      std::copy_n(from.luma.at + y * from.luma.stride, 16,
                  job_.restored.luma(column_, row_) + y * size.luma_stride());
    for (int plane = 0; plane < 2; ++plane)
      for (int y = 0; y < 8; ++y)
        std::copy_n(from.chroma[plane].at + y * from.chroma[plane].stride, 8,
                    job_.restored.chroma(plane, column_, row_) + y * size.chroma_stride());
    job_.changed[std::int64_t{row_} * size.columns() + column_] = how;
  }

  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t kPcmBits = 384 * 8;
  /// Intra is not tried where its difference is so many times inter's (measured: 0.2 % more bytes).
  static constexpr std::uint32_t kHopeless = 3;
  /// Nothing may be left to code without motion: 4 a sample.
  static constexpr std::uint32_t kAlmostEqual = 4 * 256;
  static constexpr int kDescentSteps = 16, kMostMotion = 500;
  static constexpr std::uint64_t kGoodEnough = 16 * 256;  // a difference of 1 a sample

  const PictureJob& job_;
  int row_, column_ = 0;
  Trials<A> trials_;
  Probe* count_probe_;
  BitWriter<Probe> sink_;
  SliceState slice_;
  LeftColumn left_;
  MacroblockSamples source_;
  Trial rooms_[3];
  Trial* best_ = nullptr;
  std::uint64_t best_bits_ = 0, skip_cost_ = kNone;
  /// Absolute differences of luma: with the best vector, and without motion.
  std::uint32_t inter_difference_ = 0, still_difference_ = 0;
  alignas(64) Sample moved_[256];
  alignas(64) Sample predicted_chroma_[2][64];
};

}  // namespace pontage::frame_encode::h264
