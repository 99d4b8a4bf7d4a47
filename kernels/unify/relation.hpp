// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/unify/saturate_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// Members of a row that were found in one round, and those found before.
struct Segment {
  std::uint64_t first = 0;  ///< in members
  std::uint32_t size = 0;
  std::uint32_t earlier = 0;  ///< another segment of the row, or kNoSegment
};
inline constexpr std::uint32_t kNoSegment = 0xffffffff;

/// Workers have room of their own in `kRelationLanes` lanes.
inline constexpr Index kRelationLanes = 64;
/// A lane takes room for members in blocks of a node's longest row and so many more.
inline constexpr std::uint64_t kBlockMembers = 1 << 16;

/// The block that a lane writes to; on a line of its own.
struct alignas(64) LaneBlock {
  std::uint64_t at = 0, end = 0;
};
/// What all workers share of the room for t.
struct RelationLedger {
  std::uint64_t members = 0;   ///< taken so far
  std::uint64_t segments = 0;  ///< taken so far
  std::uint64_t grown = 0;     ///< rows that grew in this round
  LaneBlock blocks[kRelationLanes];
};

/// Room that a problem asks for, so that no order in which lanes take blocks runs out of it.
struct RelationRoom {
  std::uint64_t members = 0, segments = 0;
  static constexpr RelationRoom of(std::uint64_t nodes, std::uint64_t pairs) {
    // Of a block at least kBlockMembers are used, but for each lane's last one.
    const std::uint64_t blocks = pairs / kBlockMembers + kRelationLanes + 1;
    return {blocks * (nodes + kBlockMembers), pairs + nodes + 1};
  }
};

/// e and t as they lie in a job's values.
struct Relation {
  const std::uint32_t* offsets = nullptr;
  const Node* targets = nullptr;
  std::uint32_t* counts = nullptr;
  std::uint64_t* sums = nullptr;
  Node* members = nullptr;
  Segment* segments = nullptr;
  std::uint32_t* newest = nullptr;  ///< [nodes] a row's segment of the last round that it grew in
  std::uint32_t* coming = nullptr;  ///< [nodes] its segment of this round, or kNoSegment
  std::uint32_t* grew = nullptr;    ///< [nodes] the round in which `newest` was found
  std::uint32_t* stamps = nullptr;  ///< [lanes][nodes]
  RelationLedger* ledger = nullptr;
  Index nodes = 0;
};

Relation relation_of(const Args&);

}  // namespace pontage::unify
