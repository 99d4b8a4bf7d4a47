// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "libbench/device_code.hpp"

namespace pontage {

/// A place in an item's code: an enumerator of the kernel's own, in program order.
using Site = std::uint16_t;

/// What an item does beside memory, by what it costs on machines in general.
enum class Op : std::uint8_t { integer, multiply, branch };
inline constexpr int kOps = static_cast<int>(Op::branch) + 1;

/// Items of irregular kernels are written once, as templates over a probe that sees every access.
/// With this one nothing sees them: the code is the plain native one (a test counts its
/// instructions against code written by hand). A probe that traces has the same members.
struct NullProbe {
  /// A load whose address was known before the last load returned.
  template <class T>
  PONTAGE_ITEM T load(const T* from, Site) {
    return *from;
  }
  /// A load whose address is the result of an earlier load: latency that nothing in the item hides.
  template <class T>
  PONTAGE_ITEM T follow(const T* from, Site) {
    return *from;
  }
  template <class T>
  PONTAGE_ITEM void store(T* to, T value, Site) {
    *to = value;
  }
  /// Writes `value` where `empty` stands; true for the one of all workers that does. Orders nothing
  /// else: what reads the result comes after a barrier.
  template <class T>
  PONTAGE_ITEM bool claim(T* at, T empty, T value, Site) {
#ifdef __CUDA_ARCH__
    return *at == empty && atomicCAS(at, empty, value) == empty;
#else
    const std::atomic_ref<T> shared(*at);
    T expected = shared.load(std::memory_order_relaxed);
    return expected == empty &&
           shared.compare_exchange_strong(expected, value, std::memory_order_relaxed);
#endif
  }
  /// Where the item could let another run while a line comes: `from` is loaded next.
  PONTAGE_ITEM void yield_for(const void* from, Site) {
#ifdef __CUDA_ARCH__
    (void)from;
#else
    __builtin_prefetch(from);
#endif
  }
  PONTAGE_ITEM void op(Op, unsigned = 1) {}
};

/// What an item did, counted: what a kernel states as its work is checked against this.
struct CountProbe {
  std::int64_t loads = 0, dependent_loads = 0, stores = 0;
  std::int64_t bytes_loaded = 0, bytes_stored = 0;
  std::int64_t yields = 0;
  std::int64_t ops[kOps] = {};

  template <class T>
  T load(const T* from, Site) {
    ++loads;
    bytes_loaded += static_cast<std::int64_t>(sizeof(T));
    return *from;
  }
  template <class T>
  T follow(const T* from, Site site) {
    ++dependent_loads;
    return load(from, site);
  }
  template <class T>
  void store(T* to, T value, Site) {
    ++stores;
    bytes_stored += static_cast<std::int64_t>(sizeof(T));
    *to = value;
  }
  /// Of one worker. The address comes from a load, so it counts as one that depends.
  template <class T>
  bool claim(T* at, T empty, T value, Site site) {
    if (follow(at, site) != empty) return false;
    store(at, value, site);
    return true;
  }
  void yield_for(const void*, Site) { ++yields; }
  void op(Op kind, unsigned count = 1) { ops[static_cast<int>(kind)] += count; }
};

}  // namespace pontage
