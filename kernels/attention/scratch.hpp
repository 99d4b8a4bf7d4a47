// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/attention/layout.hpp"

namespace pontage::attention {

/// How `eigen` divides its work. Its scores need scratch, and how many workers there will be is not
/// known when scratch is laid out; so a fixed number of *lanes* each has room for one item, a block
/// of queries, and does every so-many-th item.
struct EigenLanes {
  std::int64_t items = 0, lanes = 0;
  std::int64_t room = 0;  ///< f32 numbers of a lane
};

inline constexpr std::int64_t kEigenRows = 64;     ///< queries in a block
inline constexpr std::int64_t kKeysWidened = 256;  ///< keys of bf16 widened at a time
inline constexpr std::int64_t kMostEigenLanes = 64;

inline EigenLanes eigen_lanes(const Layout& layout) {
  const std::int64_t rows = std::min(kEigenRows, layout.rows());
  const std::int64_t items = layout.sequences() * ((layout.rows() + kEigenRows - 1) / kEigenRows);
  const std::int64_t widened = layout.is_bf16 ? (kKeysWidened + 2 * rows) * layout.head_dim : 0;
  return {items, std::min(items, kMostEigenLanes), rows * layout.context + widened};
}

/// How `flash` divides a sequence with few rows, where reading keys and values is all the work: its
/// context is cut into splits, whatever the number of workers; what each split leaves, for each row
/// its largest score, its sum of weights and its weighted sum of values, is merged in the end.
struct FlashSplits {
  bool is_direct = false;  ///< few rows: keys and values are used as they stand, not packed
  std::int64_t splits = 1;
};

inline constexpr std::int64_t kFewRows = 8;
inline constexpr std::int64_t kSplitKeys = 1024;
/// Before the weighted sum of a row of partials stand its largest score and its sum of weights.
inline constexpr std::int64_t kPartialHead = 2;

inline FlashSplits flash_splits(const Layout& layout) {
  if (layout.rows() > kFewRows) return {};
  return {true, (layout.context + kSplitKeys - 1) / kSplitKeys};
}

/// f32 numbers of the two scratch values, from the layout alone. The scores also hold the weights
/// of one row for `reference`.
inline std::int64_t score_room(const Layout& layout) {
  const EigenLanes lanes = eigen_lanes(layout);
  return lanes.lanes * lanes.room;
}
inline std::int64_t partial_room(const Layout& layout) {
  return flash_splits(layout).splits * layout.sequences() * std::min(layout.rows(), kFewRows) *
         (layout.head_dim + kPartialHead);
}

}  // namespace pontage::attention
