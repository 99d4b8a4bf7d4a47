// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/update_shape.hpp"

namespace pontage::frame_encode {

/// Codec H: updates as H.264, Constrained Baseline, byte for byte the same everywhere. The first
/// update of a client that joins is an IDR picture; every other one is a P picture in which
/// macroblocks outside the damage are skipped. A slice is a row of macroblocks, so rows share
/// nothing while they are coded; rows without damage are merged to one slice.
/// docs/kernels/frame_encode_h264.md says what is chosen for a macroblock, and why.
///
/// Shapes   UpdateShape's; reference [plane_bytes] u8 (dataset: the decoder's picture before the
///          job, I420 of whole macroblocks: frame 0 as an IDR picture at the same QP; not read when
///          the client joins); planes [3, plane_bytes] u8, payloads [rows, most_row_words] u32,
///          units [rows, most_row_unit] u8, row_bytes [rows] u64, marks [2, rows, columns] u8,
///          motion (row marks of both frames and the table of the vote; of quarters a filter, a
///          table, hashes, counts and sums) (scratch).
/// Stream   of an update, NAL units with start codes; parameter sets before an IDR picture.
///          frame_num goes on from 1 where `reference` is the picture 0. An update without
///          damage: none.
/// Work     a step is an operation of the plain code (an addition, a shift, a move of 8 bytes):
///          rows are counted by their probe, what is around them (colours, marks, the vote, the
///          search for quarters, the commit to the decoder's picture, the stream) by
///          h264_tally.hpp; dependent loads: a codeword's entry in its table, the slot of a mark
///          and of a wanted quarter, its word of the filter; bytes_read and bytes_written: pixels
///          and samples of damaged and of changed macroblocks, tables that are cleared, the
///          stream's words.
struct H264Shape : UpdateShape {
  std::int64_t qp = 0;
};

enum H264Value : std::size_t {
  kH264Reference = kFirstOwnValue,
  kH264Planes,
  kH264Payloads,
  kH264Units,
  kH264RowBytes,
  kH264Marks,
  kH264Motion
};

}  // namespace pontage::frame_encode
