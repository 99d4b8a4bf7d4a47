// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/partition_item.hpp"
#include "kernels/triple_join/relation.hpp"

namespace pontage::triple_join {

static_assert(sizeof(Triple) == 3 * sizeof(Id), "triples are rows of three");

/// The sides of a join, their arrays still to be taken.
PONTAGE_ITEM inline PartitionedSides sides_of(const Relation& left, const Triple* right,
                                              std::uint32_t right_rows, const JoinKey& key) {
  PartitionedSides sides;
  sides.left.at = left.at;
  sides.left.width = static_cast<std::uint32_t>(left.width());
  sides.right.at = reinterpret_cast<const Id*>(right);
  sides.right.width = 3;
  sides.left.parts = sides.right.parts = static_cast<std::uint32_t>(key.parts);
  for (std::size_t i = 0; i < key.parts; ++i) {
    sides.left.column[i] = static_cast<std::uint32_t>(key.part[i].column);
    sides.right.column[i] = static_cast<std::uint32_t>(key.part[i].place);
  }
  sides.partitions = partitions_for(right_rows, sides.right.parts);
  return sides;
}

/// The arrays of the right side, all but the heads; false when the scratch has no room.
PONTAGE_ITEM inline bool take_right(Scratch& scratch, PartitionedSides& sides, std::uint32_t rows) {
  sides.order = scratch.take<std::uint32_t>(rows);
  sides.begins = scratch.take<std::uint32_t>(sides.partitions + 1);
  sides.heads_begin = scratch.take<std::uint32_t>(sides.partitions + 1);
  sides.next = scratch.take<std::uint32_t>(rows);
  return sides.order != nullptr && sides.begins != nullptr && sides.heads_begin != nullptr &&
         sides.next != nullptr;
}

}  // namespace pontage::triple_join
