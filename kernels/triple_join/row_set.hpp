// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "kernels/triple_join/answer.hpp"
#include "kernels/triple_join/intersect.hpp"
#include "kernels/triple_join/scratch.hpp"
#include "kernels/triple_join/tell.hpp"

namespace pontage::triple_join {

/// The different rows seen so far, for DISTINCT; many workers insert at once and none waits. A slot
/// is half of a row's hash and the row's place; rows are compared, so equal hashes do no harm.
class RowSet {
 public:
  /// Places for `rows` rows, their slots at most half full; false when the scratch has no room.
  template <class Probe>
  bool open(Probe& probe, Scratch& scratch, std::size_t columns, std::size_t rows) {
    columns_ = columns;
    most_ = rows;
    std::size_t slots = 2;
    while (slots < 2 * rows) slots *= 2;
    mask_ = slots - 1;
    slots_ = scratch.take<std::uint64_t>(slots);
    rows_ = scratch.take<Id>(rows * columns);
    if (slots_ == nullptr || rows_ == nullptr) return false;
    std::memset(slots_, 0, slots * sizeof *slots_);
    tell(probe, {.stores = slots, .bytes = sizeof *slots_});
    used_ = 0;
    return true;
  }

  /// What one worker keeps between inserts: a place that it has taken and not filled yet.
  struct Place {
    std::uint64_t number = kNone;
  };
  enum class Came : std::uint8_t { first, again, no_room };

  template <class Probe>
  Came insert(Probe& probe, const Id* row, const RowSum& hash, Place& place) {
    if (place.number == kNone) {
      place.number = std::atomic_ref(used_).fetch_add(1, std::memory_order_relaxed);
      if (place.number >= most_) return Came::no_room;
    }
    if (place.number >= most_) return Came::no_room;
    std::memcpy(rows_ + place.number * columns_, row, columns_ * sizeof(Id));
    tell(probe, {.stores = columns_});
    const std::uint64_t entry = (hash.high & kTag) | (place.number + 1);
    for (std::uint64_t at = hash.low & mask_;; at = (at + 1) & mask_) {
      const std::atomic_ref<std::uint64_t> slot(slots_[at]);
      std::uint64_t there = slot.load(std::memory_order_acquire);
      tell(probe, {.loads = 1,
                   .dependent = at == (hash.low & mask_) ? std::size_t{1} : 0,
                   .stores = there == 0 ? std::size_t{1} : 0,
                   .bytes = sizeof there});
      if (there == 0 && slot.compare_exchange_strong(there, entry, std::memory_order_acq_rel)) {
        place.number = kNone;
        return Came::first;
      }
      if ((there & kTag) != (hash.high & kTag)) continue;
      tell(probe, {.loads = columns_, .dependent = 1});
      if (is_equal(row, (there & ~kTag) - 1)) return Came::again;
    }
  }

 private:
  static constexpr std::uint64_t kTag = 0xffffffff00000000, kNone = ~std::uint64_t{0};
  bool is_equal(const Id* row, std::uint64_t number) const {
    return std::memcmp(rows_ + number * columns_, row, columns_ * sizeof(Id)) == 0;
  }

  std::uint64_t* slots_ = nullptr;
  Id* rows_ = nullptr;
  std::size_t columns_ = 0;
  std::uint64_t mask_ = 0, most_ = 0;
  alignas(8) std::uint64_t used_ = 0;
};

}  // namespace pontage::triple_join
