// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "libbench/units.hpp"

namespace pontage::triple_join {

/// Hands out a variant's scratch piece by piece; nothing is given back. The budget is its size.
class Scratch {
 public:
  Scratch(void* at, Bytes size) {
    void* aligned = at;
    left_ = static_cast<std::size_t>(size.count());
    if (std::align(kLine, 0, aligned, left_) == nullptr) left_ = 0;
    at_ = static_cast<std::byte*>(aligned);
  }

  /// `count` of T at a cache line's begin, not initialised; null when the budget has no room.
  template <class T>
  T* take(std::size_t count) {
    if (count > left_ / sizeof(T)) return nullptr;
    const std::size_t bytes = (count * sizeof(T) + kLine - 1) / kLine * kLine;
    if (bytes > left_) return nullptr;
    auto* taken = reinterpret_cast<T*>(at_);
    at_ += bytes;
    left_ -= bytes;
    return taken;
  }
  std::size_t left() const { return left_; }

 private:
  static constexpr std::size_t kLine = 64;
  std::byte* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace pontage::triple_join
