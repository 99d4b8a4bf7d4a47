// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "libbench/device_code.hpp"

namespace pontage::similarity_scan {

/// Exact search among hypervectors: for each query the k vectors of the database that differ from
/// it in the fewest bits. The item memory of a vector-symbolic architecture (Kanerva 2009), scanned
/// whole; what an approximate index is held against.
///
/// Shapes   database [vectors, words] u64 (dataset), queries [queries, words] u64 (request), where
///          words = ⌈bits / 64⌉: bit b of a vector is bit b mod 64 of word b / 64, the bits behind
///          the last are zero, and rows follow each other without a gap (10,000 bits: 157 words,
///          1,256 bytes); ids, distances [queries, k] u32 (response): the nearest first, equal
///          distances by the smaller id; where the database has fewer than k vectors the rest is
///          kNoVector; nearest [pieces, queries, k] u64 (scratch: what each piece, or a run of
///          them, found). A piece is a run of rows: piece p starts at row vectors · p / pieces.
/// Work     steps = words compared = vectors · queries · words; bytes_read = database and queries,
///          each once, for a database is read once however many queries there are; bytes_written =
///          ids and distances.
/// Judge    exact: by ids and distances that a plain scan found when the problem was made.
struct SimilarityScanShape {
  std::int64_t vectors = 0;
  std::int64_t bits = 0;  ///< of a vector
  std::int64_t queries = 0;
  std::int64_t k = 0;       ///< how many are wanted of each
  std::int64_t noise = 0;   ///< percent of its bits in which a planted neighbour differs
  std::int64_t pieces = 0;  ///< items: what workers take; some may be empty
  std::string inputs;       ///< "planted", "duplicates" or "equal"
};

enum SimilarityScanValue : std::size_t {
  kDatabase = 0,
  kQueries = 1,
  kIds = 2,
  kDistances = 3,
  kNearest = 4
};

/// In ids and distances: there are no more vectors.
inline constexpr std::uint32_t kNoVector = 0xffffffff;

constexpr std::int64_t words_of(std::int64_t bits) { return (bits + 63) / 64; }

/// The first row of a piece; of piece `pieces`, the end of the database.
PONTAGE_ITEM constexpr std::int64_t first_row(std::int64_t vectors, std::int64_t pieces,
                                              std::int64_t piece) {
  return vectors / pieces * piece + vectors % pieces * piece / pieces;
}

}  // namespace pontage::similarity_scan
