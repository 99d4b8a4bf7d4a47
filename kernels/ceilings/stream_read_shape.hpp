// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "libbench/units.hpp"

namespace pontage::ceilings {

/// An array read once, in order, and nothing done with it but a sum: the most bytes a second that
/// loads can bring from memory; the slanted ceiling of a roofline.
///
/// Shapes   array [bytes/8] u64 (dataset: what the seed generates); sums [pieces] u64 (response).
///          A piece is a run of whole lines: piece p starts at line lines · p / pieces.
/// Work     steps = bytes / 64 lines; bytes_read = bytes; no flop, for the sums are integers and
///          only prove that everything was read.
/// Judge    exact: every piece's sum modulo 2⁶⁴.
/// Source   Williams, Waterman and Patterson, "Roofline", Communications of the ACM, 2009.
struct StreamReadShape {
  Bytes bytes{};            ///< of the array; a multiple of 64
  std::int64_t pieces = 0;  ///< items: what workers take; the first ones may be empty
};

/// The values of a stream_read, in the problem's order.
enum StreamReadValue : std::size_t { kArray = 0, kSums = 1 };

inline constexpr std::int64_t kLineBytes = 64;
inline constexpr std::int64_t kWordsInLine = kLineBytes / 8;

/// The first line of a piece; of piece `pieces`, the end of the array.
inline std::int64_t first_line(const StreamReadShape& shape, std::int64_t piece) {
  const std::int64_t lines = shape.bytes.count() / kLineBytes;
  return lines / shape.pieces * piece + lines % shape.pieces * piece / shape.pieces;
}

}  // namespace pontage::ceilings
