// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "libbench/probe.hpp"

namespace pontage::triple_join {

/// Accesses that are not made through a probe: a library's sort, a copy, an atomic.
struct Accesses {
  std::size_t loads = 0, dependent = 0;  ///< how many, and how many of them depend on one before
  std::size_t stores = 0;
  std::size_t bytes = 4;  ///< of each
};

/// Tells a probe of them; only one that counts listens.
template <class Probe>
PONTAGE_ITEM void tell(Probe&, const Accesses&) {}
inline void tell(CountProbe& probe, const Accesses& made) {
  const auto loads = static_cast<std::int64_t>(made.loads),
             stores = static_cast<std::int64_t>(made.stores),
             bytes = static_cast<std::int64_t>(made.bytes);
  probe.loads += loads;
  probe.dependent_loads += static_cast<std::int64_t>(made.dependent);
  probe.stores += stores;
  probe.bytes_loaded += loads * bytes;
  probe.bytes_stored += stores * bytes;
}

/// A sort of n things is stated as n · ⌈log₂ n⌉ of them read and n written: libraries differ, the
/// statement does not.
inline Accesses accesses_of_sort(std::size_t n, std::size_t bytes) {
  const auto rounds = static_cast<std::size_t>(n < 2 ? 0 : std::bit_width(n - 1));
  return {.loads = n * rounds, .stores = n < 2 ? 0 : n, .bytes = bytes};
}

}  // namespace pontage::triple_join
