// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/h264_cavlc.hpp"
#include "kernels/frame_encode/h264_samples.hpp"
#include "kernels/frame_encode/h264_vector_prediction.hpp"

namespace pontage::frame_encode::h264 {

enum class MacroblockKind : std::uint8_t { none, skip, inter, intra_16x16, intra_4x4, pcm };

/// A macroblock as it is written: levels by scan position and block, blocks row by row.
struct CodedMacroblock {
  MacroblockKind kind = MacroblockKind::none;
  Mode16x16 mode_16x16 = Mode16x16::dc;
  ChromaMode chroma_mode = ChromaMode::dc;
  Motion motion;                 ///< of inter
  std::uint8_t modes_4x4[16];    ///< of intra_4x4, blocks row by row
  std::uint32_t luma_any = 0;    ///< blocks with levels that are written (AC alone: Intra16x16)
  std::uint32_t chroma_any = 0;  ///< of AC: Cb's four blocks, then Cr's
  bool has_chroma_dc = false;
  alignas(64) std::int16_t luma[16][16];
  alignas(64) std::int16_t chroma[16][8];  ///< Cb's four blocks, then Cr's
  std::int16_t luma_dc[16];                ///< Intra16x16, in scan order
  std::int16_t chroma_dc[2][4];

  int chroma_pattern() const { return chroma_any != 0 ? 2 : has_chroma_dc ? 1 : 0; }
  /// coded_block_pattern of luma: a bit for every 8×8; all or none for Intra16x16.
  int luma_pattern() const {
    if (kind == MacroblockKind::intra_16x16) return luma_any != 0 ? 15 : 0;
    constexpr std::uint32_t kEighth = 0x33;  // the four blocks of the upper left 8×8
    return ((luma_any & kEighth) != 0 ? 1 : 0) | ((luma_any & kEighth << 2) != 0 ? 2 : 0) |
           ((luma_any & kEighth << 8) != 0 ? 4 : 0) | ((luma_any & kEighth << 10) != 0 ? 8 : 0);
  }
};

/// What the macroblock to the right must know of one that is written.
struct LeftSide {
  LeftSide() = default;
  explicit LeftSide(bool inter, const Motion& motion = {})
      : is_there(true), vectors{inter, motion.quarter[1], motion.quarter[3]} {}

  bool is_there = false;
  LeftVectors vectors;
  std::uint8_t luma_counts[4] = {};  ///< levels of the blocks at the right edge
  std::uint8_t chroma_counts[2][2] = {};
  std::uint8_t modes_4x4[4] = {2, 2, 2, 2};  ///< 2 (DC) where it is not intra_4x4
};

/// The slice's state while macroblocks are written one after the other.
struct SliceState {
  bool is_idr = false;
  std::uint32_t skipped = 0;  ///< P_Skips not written yet
  LeftSide left;
};

namespace macroblock {

/// nC of 9.2.1 from the counts of the block to the left and of the one above, -1: not there.
inline int context_of(int left, int above) {
  if (left >= 0 && above >= 0) return (left + above + 1) >> 1;
  return left >= 0 ? left : above >= 0 ? above : 0;
}

template <class Sink>
void put_luma(Sink& sink, const CodedMacroblock& mb, const LeftSide& left,
              std::uint8_t (&counts)[16]) {
  const bool is_16x16 = mb.kind == MacroblockKind::intra_16x16;
  const auto context = [&](int place) {
    const int beside = place % 4 > 0   ? counts[place - 1]
                       : left.is_there ? left.luma_counts[place / 4]
                                       : -1;
    return context_of(beside, place >= 4 ? counts[place - 4] : -1);
  };
  if (is_16x16) put_block(sink, {mb.luma_dc, 1, 16}, context(0));
  const int pattern = mb.luma_pattern();
  for (int block = 0; block < 16; ++block) {
    if ((pattern >> (block / 4) & 1) == 0) continue;
    const int place = kBlockPlace[block];
    const int first = is_16x16 ? 1 : 0;
    if ((mb.luma_any >> place & 1) == 0)
      put_empty_block(sink, context(place));
    else
      counts[place] = static_cast<std::uint8_t>(
          put_block(sink, {&mb.luma[first][place], 16, 16 - first}, context(place)));
  }
}

template <class Sink>
void put_chroma(Sink& sink, const CodedMacroblock& mb, const LeftSide& left,
                std::uint8_t (&counts)[2][4]) {
  const int pattern = mb.chroma_pattern();
  if (pattern == 0) return;
  for (const auto& dc : mb.chroma_dc) put_block(sink, {dc, 1, 4}, -1);
  if (pattern == 1) return;
  for (int plane = 0; plane < 2; ++plane)
    for (int block = 0; block < 4; ++block) {
      const int beside = block % 2 > 0   ? counts[plane][block - 1]
                         : left.is_there ? left.chroma_counts[plane][block / 2]
                                         : -1;
      const int above = block >= 2 ? counts[plane][block - 2] : -1;
      const int context = context_of(beside, above);
      if ((mb.chroma_any >> (4 * plane + block) & 1) == 0)
        put_empty_block(sink, context);
      else
        counts[plane][block] = static_cast<std::uint8_t>(
            put_block(sink, {&mb.chroma[1][4 * plane + block], 8, 15}, context));
    }
}

/// predIntra4x4PredMode of the block at `place` (8.3.1.1).
inline int expected_mode_4x4(const CodedMacroblock& mb, const LeftSide& left, int place) {
  if (place < 4 || (place % 4 == 0 && !left.is_there)) return 2;
  const int beside = place % 4 > 0 ? mb.modes_4x4[place - 1] : left.modes_4x4[place / 4];
  return beside < mb.modes_4x4[place - 4] ? beside : mb.modes_4x4[place - 4];
}

/// prev_intra4x4_pred_mode_flag and what follows it (7.3.5.1).
template <class Sink>
void put_modes_4x4(Sink& sink, const CodedMacroblock& mb, const LeftSide& left) {
  for (int block = 0; block < 16; ++block) {
    const int place = kBlockPlace[block], mode = mb.modes_4x4[place];
    const int predicted = expected_mode_4x4(mb, left, place);
    if (mode == predicted)
      sink.put(1, 1);
    else
      sink.put(static_cast<std::uint32_t>(mode < predicted ? mode : mode - 1), 4);
  }
}

/// mb_type, sub_mb_types and vectors of inter (7.3.5, 7.3.5.1 and 7.3.5.2).
template <class Sink>
void put_motion(Sink& sink, const Motion& motion, const LeftVectors& left) {
  put_ue(sink, static_cast<std::uint32_t>(motion.division));
  if (motion.division == Division::quarters) sink.put(0xf, 4);  // none is divided further
  for (int part = 0; part < motion.parts(); ++part) {
    const Vector from = predicted_vector(motion, part, left), to = motion.of_part(part);
    put_se(sink, 4 * (to.x - from.x));
    put_se(sink, 4 * (to.y - from.y));
  }
}

template <class Sink>
void put_type(Sink& sink, const CodedMacroblock& mb, const SliceState& slice) {
  const std::uint32_t intra = slice.is_idr ? 0 : 5;
  if (!slice.is_idr) put_ue(sink, slice.skipped);
  switch (mb.kind) {
    case MacroblockKind::inter: {
      put_motion(sink, mb.motion, slice.left.vectors);
      return;
    }
    case MacroblockKind::intra_4x4:
      put_ue(sink, intra);
      put_modes_4x4(sink, mb, slice.left);
      return;
    case MacroblockKind::intra_16x16:
      put_ue(sink, intra + 1 + static_cast<std::uint32_t>(mb.mode_16x16) +
                       4 * static_cast<std::uint32_t>(mb.chroma_pattern()) +
                       (mb.luma_pattern() != 0 ? 12 : 0));
      return;
    default:
      put_ue(sink, intra + 25);
  }
}

}  // namespace macroblock

/// macroblock_layer (7.3.5) of one that is neither P_Skip nor PCM, P_Skips before it included;
/// `after` is for the next one.
template <class Sink>
void put_macroblock(Sink& sink, const CodedMacroblock& mb, const SliceState& slice,
                    LeftSide& after) {
  macroblock::put_type(sink, mb, slice);
  const bool is_inter = mb.kind == MacroblockKind::inter;
  if (!is_inter) put_ue(sink, static_cast<std::uint32_t>(mb.chroma_mode));
  const int pattern = mb.luma_pattern() | mb.chroma_pattern() << 4;
  const bool is_16x16 = mb.kind == MacroblockKind::intra_16x16;
  if (!is_16x16)
    put_ue(sink, (is_inter ? kNumberInter : kNumberIntra)[static_cast<std::size_t>(pattern)]);
  std::uint8_t luma[16] = {}, chroma[2][4] = {};
  if (pattern != 0 || is_16x16) {
    put_se(sink, 0);  // mb_qp_delta
    macroblock::put_luma(sink, mb, slice.left, luma);
    macroblock::put_chroma(sink, mb, slice.left, chroma);
  }
  after = LeftSide(is_inter, mb.motion);
  for (int y = 0; y < 4; ++y) {
    after.luma_counts[y] = luma[4 * y + 3];
    if (mb.kind == MacroblockKind::intra_4x4) after.modes_4x4[y] = mb.modes_4x4[4 * y + 3];
  }
  for (int plane = 0; plane < 2; ++plane)
    for (int y = 0; y < 2; ++y) after.chroma_counts[plane][y] = chroma[plane][2 * y + 1];
}

/// I_PCM: 384 bytes as they are.
template <class Sink>
void put_pcm(Sink& sink, const MacroblockSamples& pixels, const SliceState& slice,
             LeftSide& after) {
  CodedMacroblock mb;
  mb.kind = MacroblockKind::pcm;
  macroblock::put_type(sink, mb, slice);
  while (!sink.is_aligned()) sink.put(0, 1);
  const auto put_plane = [&sink](Samples from, int side) {
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        sink.put(sink.probe().load(&from.at[y * from.stride + x], site(H264Site::sample)), 8);
  };
  put_plane(pixels.luma, 16);
  for (const Samples& plane : pixels.chroma) put_plane(plane, 8);
  after = LeftSide(false);
  for (auto& count : after.luma_counts) count = 16;
  for (auto& plane : after.chroma_counts)
    for (auto& count : plane) count = 16;
}

}  // namespace pontage::frame_encode::h264
