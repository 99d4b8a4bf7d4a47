// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "kernels/frame_stages/stage_shape.hpp"
#include "libbench/device_code.hpp"

namespace pontage::frame_stages {

/// Surfaces laid over each other from the bottom up, in the damaged part of a frame. Premultiplied
/// OVER in 8 bits, each of the four bytes: t = d · (255 − a) + 128; d = s + ((t + (t >> 8)) >> 8),
/// at most 255: the rounding of pixman's OVER. Below the lowest surface is opaque black.
///
/// Shapes   surfaces [sum of their pixels] u32, ARGB premultiplied or, where the layer is opaque,
///          BGRX whose X says nothing (dataset: clients' buffers are there); layers [surfaces],
///          bottom first, and pieces [n] Piece: the damage as disjoint boxes within the frame, as
///          region algebra leaves it, in pieces of at most 4096 by 16 pixels, and where their
///          pixels go; one that is empty where there is no damage (request); frame u32, BGRX with X
///          = 255. output=device: frame [height, width] stays (scratch), for the next stage runs
///          there; only the pieces are written, and checks [pieces] u64 of them come back
///          (row_check.hpp; response). output=host: frame is the pieces' pixels and nothing else,
///          one piece after the other, each [its height, its width] (response), for an encoder on
///          the host that keeps a copy of the frame. output=whole: frame [height, width] is the
///          response whatever was damaged, as it must be for one that keeps none; only the pieces
///          are written.
/// Work     steps = damaged pixels; bytes_read = 4 a pixel and surface that shows through there,
///          none below an opaque layer; bytes_written = 4 a damaged pixel, and the checks.
/// Judge    exact.
struct CompositeShape : StageShape {
  std::string scene;
  std::int64_t surfaces = 0;
  std::string output;
};

enum CompositeValue : std::size_t {
  kSurfaces = 0,
  kLayers = 1,
  kCompositePieces = 2,
  kCompositeFrame = 3,
  kCompositeChecks = 4  ///< of output=device only
};

/// A part of the damage.
struct Piece {
  Rectangle box;
  std::uint64_t at = 0;  ///< where its first pixel goes in `frame`
};

/// Where a surface lies on the frame, which it may leave on any side.
struct Layer {
  Rectangle box;
  std::uint64_t at = 0;         ///< its first pixel among all surfaces; rows follow each other
  std::uint64_t is_opaque = 0;  ///< 1: every pixel is, whatever its fourth byte
};

inline constexpr std::int64_t kMostSurfaces = 32;
inline constexpr std::int32_t kPieceColumns = 4096, kPieceRows = 16;

/// From one row of a piece to the next, in pixels of `frame`.
PONTAGE_ITEM inline std::int64_t piece_stride(const Piece& piece, std::int64_t frame_width,
                                              bool is_packed) {
  return is_packed ? piece.box.width : frame_width;
}
inline bool is_packed(const CompositeShape& shape) { return shape.output == "host"; }

}  // namespace pontage::frame_stages
