// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "libbench/device_code.hpp"
#include "libbench/units.hpp"

namespace pontage::triple_join {

/// Hands out a variant's scratch piece by piece; nothing is given back. The budget is its size.
class Scratch {
 public:
  Scratch(void* at, Bytes size) : Scratch(at, static_cast<std::size_t>(size.count())) {}
  PONTAGE_ITEM Scratch(void* at, std::size_t bytes) {
    const std::size_t skipped = (0 - reinterpret_cast<std::uintptr_t>(at)) % kLine;
    at_ = static_cast<std::byte*>(at) + skipped;
    left_ = skipped <= bytes ? bytes - skipped : 0;
  }

  /// `count` of T at a cache line's begin, not initialised; null when the budget has no room.
  template <class T>
  PONTAGE_ITEM T* take(std::size_t count) {
    if (count > left_ / sizeof(T)) return nullptr;
    const std::size_t bytes = (count * sizeof(T) + kLine - 1) / kLine * kLine;
    if (bytes > left_) return nullptr;
    auto* taken = reinterpret_cast<T*>(at_);
    at_ += bytes;
    left_ -= bytes;
    return taken;
  }
  PONTAGE_ITEM std::size_t left() const { return left_; }

 private:
  static constexpr std::size_t kLine = 64;
  std::byte* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace pontage::triple_join
