// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/graph_walk/graph.hpp"
#include "kernels/graph_walk/graph_shape.hpp"

namespace pontage::graph_walk {

/// Neighbourhoods of many seeds: from each, breadth first along the edges in their order, every
/// vertex at most `hops` away, and no more than `most` of them (retrieval over a knowledge graph,
/// sampling for graph learning). Many small searches that share nothing: the irregular work that
/// needs no barrier.
///
/// Shapes   offsets [vertices + 1] u64, targets [edges] u32 (dataset: compressed sparse rows);
///          seeds [seeds] u32 (request); reached [seeds, most] u32, in the order found, and counts
///          [seeds, hops + 1] u32, how many at each depth (response; what stands in a row of
///          reached beyond the sum of its counts says nothing); tables [seeds, khop_slots(most)]
///          u32 (scratch).
/// Work     steps = edges looked at, counted by the reference; dependent loads: a row of offsets a
///          vertex that was expanded, and the first target of each such row that has one;
///          bytes_read and bytes_written = those of the graph and the answer, not of the tables.
/// Judge    exact: the order of the edges makes the order of discovery unique.
struct KhopShape : GraphShape {
  std::int64_t seeds = 0;
  std::int64_t hops = 0;
  std::int64_t most = 0;      ///< vertices of a neighbourhood, its seed included
  std::int64_t contexts = 0;  ///< neighbourhoods that one worker keeps in flight
};

enum KhopValue : std::size_t {
  kHopOffsets = 0,
  kHopTargets = 1,
  kHopSeeds = 2,
  kHopReached = 3,
  kHopCounts = 4,
  kHopTables = 5
};

/// Slots of a seed's table of the vertices it has seen: a power of two, at most half full.
constexpr std::uint64_t khop_slots(std::int64_t most) {
  std::uint64_t slots = 2;
  while (slots < 2 * static_cast<std::uint64_t>(most)) slots *= 2;
  return slots;
}

}  // namespace pontage::graph_walk
