// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libbench/rng.hpp"

namespace pontage::graph_walk {

/// A uniformly random order of 0 … n−1, n ≤ 2³². Each number is thrown into one of 256 buckets,
/// then each bucket is shuffled (Rao 1961, Sandelius 1962): as uniform as one large Fisher–Yates,
/// and it stays in the cache.
std::vector<std::uint32_t> random_order(std::size_t n, Rng&);

/// The line that follows each line on the cycle that visits the lines in `order` and then starts
/// again.
std::vector<std::uint32_t> successors(std::span<const std::uint32_t> order);

/// Writes the cycle: line i of 64 bytes starts with the byte offset of line `next[i]`, the rest is
/// zero. `to` is aligned to 8 bytes and next.size() lines long.
void write_cycle(std::span<const std::uint32_t> next, std::span<std::byte> to);

/// Places in the order where `banks` × `chains` walkers start, bank-major: evenly spread with
/// jitter, each in its own stretch, so all different while they fit, and always different within a
/// bank when chains ≤ lines.
std::vector<std::uint64_t> spread_places(std::size_t lines, std::int64_t banks, std::int64_t chains,
                                         Rng&);

/// How many different places are visited when each walker goes `hops` places round a cycle of
/// `lines`.
std::int64_t distinct_visits(std::size_t lines, std::vector<std::uint64_t> places,
                             std::int64_t hops);

}  // namespace pontage::graph_walk
