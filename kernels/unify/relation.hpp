// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
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

/// The room of one worker at a time, for the rows of a chunk.
class RelationLane {
 public:
  RelationLane(const Relation& t, Index lane)
      : members_(t.members),
        ledger_(t.ledger),
        block_(&t.ledger->blocks[lane]),
        stamps_(t.stamps + lane * t.nodes),
        nodes_(static_cast<std::uint64_t>(t.nodes)),
        at_(block_->at),
        end_(block_->end) {}
  RelationLane(const RelationLane&) = delete;
  RelationLane& operator=(const RelationLane&) = delete;
  ~RelationLane() { *block_ = {at_, end_}; }

  /// Starts a row; whatever was stamped is forgotten. A stamp is a row's number and 1, or 0.
  void start(std::uint32_t stamp) {
    if (end_ - at_ < nodes_) take_block();
    first_ = at_;
    stamp_ = stamp;
  }
  /// Says that `node` is in the row already.
  void know(Node node) { stamps_[node] = stamp_; }
  void add(Node node) {
    if (stamps_[node] == stamp_) return;
    stamps_[node] = stamp_;
    members_[at_++] = node;
  }
  void clear(Index nodes) {
    for (Index i = 0; i < nodes; ++i) stamps_[i] = 0;
  }
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return at_; }

 private:
  void take_block() {
    const std::atomic_ref<std::uint64_t> taken(ledger_->members);
    at_ = taken.fetch_add(nodes_ + kBlockMembers, std::memory_order_relaxed);
    end_ = at_ + nodes_ + kBlockMembers;
  }
  Node* members_;
  RelationLedger* ledger_;
  LaneBlock* block_;
  std::uint32_t* stamps_;
  std::uint64_t nodes_;
  std::uint64_t at_, end_, first_ = 0;
  std::uint32_t stamp_ = 0;
};

}  // namespace pontage::unify
