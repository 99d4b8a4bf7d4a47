// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/unify/saturate_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// The members of a row in `rounds`: members[first] to members[first + size − 1], with room behind
/// them (round_lane.hpp). Those from `old` on were found in the last round that it grew in.
struct GrowingRow {
  std::uint64_t first = 0;
  std::uint32_t old = 0, size = 0;
};

/// Workers have room of their own in `kRelationLanes` lanes.
inline constexpr Index kRelationLanes = 64;
/// A lane takes room for members in blocks of the most that it wants at a time and so many more.
inline constexpr std::uint64_t kBlockMembers = 1 << 16;

/// The block that a lane writes to; on a line of its own.
struct alignas(64) LaneBlock {
  std::uint64_t at = 0, end = 0;
};
/// How far the room for t is taken, for all workers.
struct MembersTaken {
  std::uint64_t members = 0;  ///< taken so far
  std::uint64_t grown = 0;    ///< of `rounds`: rows that grew in this round
  LaneBlock blocks[kRelationLanes];
};

/// How much room the row of a node has in `rounds`: members, and, where they are so many that it
/// is no more than that again, a bit for each node in front of them.
struct RowRoom {
  static constexpr std::uint32_t kLeast = 8;
  static constexpr std::uint32_t members(std::uint64_t nodes, std::uint32_t size) {
    const std::uint64_t most = nodes < kLeast ? kLeast : nodes;
    const std::uint64_t wanted = size < kLeast ? kLeast : std::bit_ceil(std::uint64_t{size});
    return size == 0 ? 0 : static_cast<std::uint32_t>(wanted < most ? wanted : most);
  }
  /// Words of 32 bits, 0: the row has none.
  static constexpr std::uint32_t bits(std::uint64_t nodes, std::uint32_t size) {
    const auto words = static_cast<std::uint32_t>((nodes + 31) / 32);
    return members(nodes, size) >= words ? words : 0;
  }
  static constexpr std::uint64_t words(std::uint64_t nodes, std::uint32_t size) {
    return std::uint64_t{members(nodes, size)} + bits(nodes, size);
  }
  /// The most that a lane wants at a time: a row of all nodes.
  static constexpr std::uint64_t most(std::uint64_t nodes) {
    return words(nodes, static_cast<std::uint32_t>(nodes)) + kLeast;
  }
  /// What a row that came to `size` has taken at the most, each room twice as large as the last.
  static constexpr std::uint64_t taken(std::uint64_t nodes, std::uint32_t size) {
    std::uint64_t all = words(nodes, size);
    for (std::uint32_t room = kLeast; room < members(nodes, size); room *= 2)
      all += words(nodes, room);
    return all;
  }
};

/// Members in a block that a lane takes.
constexpr std::uint64_t block_members(std::uint64_t nodes) {
  return RowRoom::most(nodes) + kBlockMembers;
}
/// Room that a problem asks for, so that no order in which lanes take blocks runs out of it: rows
/// take `used` in all.
constexpr std::uint64_t members_room(std::uint64_t nodes, std::uint64_t used) {
  // Of a block at least kBlockMembers are used, but for each lane's last one.
  return (used / kBlockMembers + kRelationLanes + 1) * block_members(nodes);
}

/// e and t as they lie in a job's values.
struct Relation {
  const std::uint32_t* offsets = nullptr;
  const Node* targets = nullptr;
  std::uint32_t* counts = nullptr;
  std::uint64_t* sums = nullptr;
  Node* members = nullptr;
  GrowingRow* rows = nullptr;       ///< [nodes] as the last round left them
  GrowingRow* coming = nullptr;     ///< [nodes] as this round leaves those that grow
  std::uint64_t* delta = nullptr;   ///< a bit for each node whose row grew in the last round
  std::uint64_t* grows = nullptr;   ///< the same of this round
  std::uint32_t* stamps = nullptr;  ///< [lanes][nodes]
  Node* found = nullptr;            ///< [lanes][nodes] what a round adds to a row
  MembersTaken* taken = nullptr;
  Index nodes = 0;
  Index words() const { return (nodes + 63) / 64; }
};

Relation relation_of(const Args&);

}  // namespace pontage::unify
