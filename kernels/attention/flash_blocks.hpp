// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/attention/layout.hpp"

namespace pontage::attention {

/// What an item of `flash` reads and writes.
struct FlashArrays {
  Layout layout;
  bool in_pairs = false;  ///< bf16 is multiplied in pairs (flash_pairs.hpp); head_dim is even
  float scale = 0;        ///< log₂e / √head_dim: scores are in base 2
  const std::byte* queries = nullptr;
  const std::byte* keys = nullptr;
  const std::byte* values = nullptr;
  std::byte* out = nullptr;
  float* partials = nullptr;  ///< [sequences][splits][rows][kPartialHead + head_dim]
};

/// The most rows of an item with many rows (at head_dim up to 128), and numbers in them.
inline constexpr std::int64_t kMostBlockRows = 348;
inline constexpr std::int64_t kBlockNumbers = kMostBlockRows * 128;

/// How many rows of a sequence one item takes: few enough that their queries and sums stay in a
/// second-level cache beside a tile, and blocks of a sequence are about equal. From the layout
/// alone, so that the answer does not depend on the number of workers.
std::int64_t rows_in_block(const Layout&);

/// Answers rows first_row … first_row + rows of a sequence: for each tile of keys and values,
/// packed once, scores, one step of the online softmax, weighted sum (Dao and others 2022). About
/// 350 KiB of stack.
void attend_block(const FlashArrays&, std::int64_t sequence, std::int64_t first_row,
                  std::int64_t rows);

/// The same for bf16 by products of pairs (flash_pairs.hpp); head_dim is even.
void attend_block_in_pairs(const FlashArrays&, std::int64_t sequence, std::int64_t first_row,
                           std::int64_t rows);

/// The same for all (few) rows of a sequence over one split of its context, reading keys and values
/// once, as they stand. With one split it writes the answer, else a partial result.
void attend_split(const FlashArrays&, std::int64_t sequence, std::int64_t split,
                  std::int64_t splits);

/// Makes the answers of a sequence from its partial results.
void merge_splits(const FlashArrays&, std::int64_t sequence, std::int64_t splits);

}  // namespace pontage::attention
