// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "libbench/units.hpp"

namespace pontage::graph_walk {

/// Dependent loads over one random cycle: what a load costs when its address is the result of the
/// load before, and how many such chains the hardware can keep in flight. `bytes / 64` lines of 64
/// bytes form one cycle over the whole range; each line starts with the byte offset (u64) of the
/// next and is zero otherwise. Offsets and not pointers, because a pointer means nothing after a
/// copy to another memory; offsets and not line numbers, because scaling costs a cycle in L1.
///
/// Shapes   cycle [bytes/8] u64 (dataset); starts, ends [banks · chains] u64 byte offsets (request,
/// response), bank-major. Work     steps = dependent loads = banks · chains · hops dereferences;
/// bytes_read = 64 · the distinct lines that
///          one job touches: each must come from memory at least once when the caches are cold.
/// Judge    exact, in O(chains): the visiting order is kept, so an end is order[(position of start
/// + hops) mod lines]. Source   the visiting order is a uniformly random permutation, so the cycle
/// is a uniformly random one (as Sattolo 1986).
struct ChaseShape {
  Bytes bytes{};            ///< of the cycle; a multiple of 64
  std::int64_t chains = 0;  ///< interleaved in one worker, K
  std::int64_t banks = 0;   ///< independent items of `chains` chains each
  std::int64_t hops = 0;    ///< dereferences a chain in one job; never 0 in a made problem
};

/// The values of a chase, in the problem's order.
enum ChaseValue : std::size_t { kCycle = 0, kStarts = 1, kEnds = 2 };

inline constexpr std::int64_t kLineBytes = 64;
inline constexpr std::int64_t kMostChains = 64;

}  // namespace pontage::graph_walk
