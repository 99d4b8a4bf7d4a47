// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "kernels/unify/relation.hpp"

namespace pontage::unify {

/// The room for members of one worker at a time; what is left of its block the next one has.
class LaneMembers {
 public:
  LaneMembers(const Relation& t, Index lane)
      : t_(t), block_(&t.taken->blocks[lane]), at_(block_->at), end_(block_->end) {}
  LaneMembers(const LaneMembers&) = delete;
  LaneMembers& operator=(const LaneMembers&) = delete;
  ~LaneMembers() { *block_ = {at_, end_}; }

  /// Where there is room for so many, no more than RowRoom::most.
  std::uint64_t room_for(std::uint64_t count) {
    if (end_ - at_ < count) {
      const std::uint64_t block = block_members(static_cast<std::uint64_t>(t_.nodes));
      at_ = std::atomic_ref<std::uint64_t>(t_.taken->members)
                .fetch_add(block, std::memory_order_relaxed);
      end_ = at_ + block;
    }
    return at_;
  }
  /// Takes so many; what room_for found is taken from its beginning.
  std::uint64_t take(std::uint64_t count) {
    const std::uint64_t first = room_for(count);
    at_ += count;
    return first;
  }

 private:
  const Relation& t_;
  LaneBlock* block_;
  std::uint64_t at_, end_;
};

}  // namespace pontage::unify
