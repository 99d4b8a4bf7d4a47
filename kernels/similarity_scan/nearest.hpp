// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/device_code.hpp"

namespace pontage::similarity_scan {

/// A vector that was found: its distance in the upper half, its id in the lower, so that the order
/// of keys is that of the answer, ties included, whatever the order in which they are found.
using Key = std::uint64_t;
inline constexpr Key kNoKey = ~Key{0};

PONTAGE_ITEM constexpr Key key_of(std::uint32_t distance, std::uint32_t id) {
  return Key{distance} << 32 | id;
}
PONTAGE_ITEM constexpr std::uint32_t distance_of(Key key) {
  return static_cast<std::uint32_t>(key >> 32);
}
PONTAGE_ITEM constexpr std::uint32_t id_of(Key key) { return static_cast<std::uint32_t>(key); }

/// The k smallest keys that were offered, as a heap whose first is the greatest of them; in memory
/// that somebody else owns. Written for hosts and devices.
class Nearest {
 public:
  PONTAGE_ITEM Nearest(Key* keys, std::int64_t k) : keys_(keys), k_(k) {}

  PONTAGE_ITEM void clear() {
    for (std::int64_t i = 0; i < k_; ++i) keys_[i] = kNoKey;
  }
  /// What a key must be smaller than to be kept.
  PONTAGE_ITEM Key bound() const { return keys_[0]; }

  /// Puts it in the place of the greatest; only what is smaller than that is offered.
  PONTAGE_ITEM void replace_greatest(Key key) { sink(key, k_); }

  /// What sort() left, as a heap again: from behind, what is in order is one.
  PONTAGE_ITEM void reopen() {
    for (std::int64_t low = 0, high = k_ - 1; low < high; ++low, --high) {
      const Key key = keys_[low];
      keys_[low] = keys_[high];
      keys_[high] = key;
    }
  }

  /// From the smallest to the greatest; a heap no more.
  PONTAGE_ITEM void sort() {
    for (std::int64_t end = k_ - 1; end > 0; --end) {
      const Key last = keys_[end];
      keys_[end] = keys_[0];
      sink(last, end);
    }
  }

 private:
  /// Into a heap of `size` whose first is free.
  PONTAGE_ITEM void sink(Key key, std::int64_t size) {
    std::int64_t at = 0;
    for (std::int64_t child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys_[child + 1] > keys_[child]) ++child;
      if (keys_[child] <= key) break;
      keys_[at] = keys_[child];
      at = child;
    }
    keys_[at] = key;
  }

  Key* keys_;
  std::int64_t k_;
};

}  // namespace pontage::similarity_scan
