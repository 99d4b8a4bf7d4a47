// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/graph_walk/khop_shape.hpp"
#include "libbench/device_code.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::graph_walk {

/// What all neighbourhoods of a job share.
struct Neighbourhoods {
  const std::uint64_t* offsets = nullptr;
  const Vertex* targets = nullptr;
  const Vertex* seeds = nullptr;
  Vertex* reached = nullptr;
  std::uint32_t* counts = nullptr;
  Vertex* tables = nullptr;
  std::int64_t hops = 0, most = 0;
  std::uint64_t slots = 0;  ///< of a table
};

inline Neighbourhoods neighbourhoods_of(const Args& args) {
  const auto& shape = args.shape_as<KhopShape>();
  return {args.value<const std::uint64_t>(kHopOffsets),
          args.value<const Vertex>(kHopTargets),
          args.value<const Vertex>(kHopSeeds),
          args.value<Vertex>(kHopReached),
          args.value<std::uint32_t>(kHopCounts),
          args.value<Vertex>(kHopTables),
          shape.hops,
          shape.most,
          khop_slots(shape.most)};
}

enum class HopSite : Site {
  seed,
  clear,
  slot,
  claim,
  found,
  next,
  first_edge,
  last_edge,
  target,
  count
};
PONTAGE_ITEM constexpr Site site(HopSite s) { return static_cast<Site>(s); }

/// No vertex: an empty slot.
inline constexpr Vertex kNoVertex = 0xffffffff;

/// One neighbourhood on its way.
struct Neighbourhood {
  Vertex* reached = nullptr;              ///< of this seed
  std::uint32_t* counts = nullptr;        ///< of this seed
  Vertex* table = nullptr;                ///< of this seed
  std::uint64_t edge = 0, last_edge = 0;  ///< of the vertex that is expanded
  std::uint32_t at = 0;                   ///< which of the reached is expanded
  std::uint32_t found = 0, level_end = 0, level_begin = 0;
  std::int32_t depth = 0;
  enum class Next : std::uint8_t { row, edges } next = Next::row;
};

/// True when the vertex was not in the table; now it is.
template <class Probe>
PONTAGE_ITEM bool insert_vertex(Probe& probe, Vertex* table, std::uint64_t slots, Vertex vertex) {
  std::uint64_t slot = (vertex * std::uint64_t{0x9e3779b97f4a7c15}) >> 32 & (slots - 1);
  probe.op(Op::multiply, 1);
  for (;; slot = (slot + 1) & (slots - 1)) {
    const Vertex there = probe.load(&table[slot], site(HopSite::slot));
    probe.op(Op::branch, 2);
    if (there == vertex) return false;
    if (there != kNoVertex) continue;
    probe.store(&table[slot], vertex, site(HopSite::claim));
    return true;
  }
}

template <class Probe>
PONTAGE_ITEM void start_neighbourhood(Probe& probe, const Neighbourhoods& all, Neighbourhood& n,
                                      std::int64_t number) {
  n = {};
  n.reached = all.reached + number * all.most;
  n.counts = all.counts + number * (all.hops + 1);
  n.table = all.tables + static_cast<std::uint64_t>(number) * all.slots;
  for (std::uint64_t slot = 0; slot < all.slots; ++slot)
    probe.store(&n.table[slot], kNoVertex, site(HopSite::clear));
  const Vertex seed = probe.load(&all.seeds[number], site(HopSite::seed));
  insert_vertex(probe, n.table, all.slots, seed);
  probe.store(&n.reached[0], seed, site(HopSite::found));
  n.found = n.level_end = 1;
}

/// First half: the row of the next vertex to expand.
template <class Probe>
PONTAGE_ITEM void open_row(Probe& probe, const Neighbourhoods& all, Neighbourhood& n) {
  const Vertex vertex = probe.load(&n.reached[n.at], site(HopSite::next));
  n.edge = probe.follow(&all.offsets[vertex], site(HopSite::first_edge));
  n.last_edge = probe.load(&all.offsets[vertex + std::uint64_t{1}], site(HopSite::last_edge));
  n.next = Neighbourhood::Next::edges;
}

/// Second half: looks at all its edges; stops where the neighbourhood is full.
template <class Probe>
PONTAGE_ITEM void look_at_edges(Probe& probe, const Neighbourhoods& all, Neighbourhood& n) {
  bool is_first = true;
  for (; n.edge < n.last_edge && n.found < all.most; ++n.edge) {
    const Vertex to = is_first ? probe.follow(&all.targets[n.edge], site(HopSite::target))
                               : probe.load(&all.targets[n.edge], site(HopSite::target));
    is_first = false;
    probe.op(Op::branch, 2);
    if (insert_vertex(probe, n.table, all.slots, to))
      probe.store(&n.reached[n.found++], to, site(HopSite::found));
  }
  ++n.at;
  n.next = Neighbourhood::Next::row;
}

/// At the end of a level: false when there is no other one.
template <class Probe>
PONTAGE_ITEM bool goes_on(Probe& probe, const Neighbourhoods& all, Neighbourhood& n) {
  const bool is_full = n.found == all.most;
  if (n.at < n.level_end && n.depth < all.hops && !is_full) return true;
  const auto count = [&](std::uint32_t vertices) {
    probe.store(&n.counts[n.depth], vertices, site(HopSite::count));
  };
  count(n.level_end - n.level_begin);
  n.level_begin = n.level_end;
  n.level_end = n.found;
  ++n.depth;
  if (n.depth < all.hops && n.level_begin < n.level_end && !is_full) return true;
  for (; n.depth <= all.hops; ++n.depth, n.level_begin = n.level_end)
    count(n.level_end - n.level_begin);
  return false;
}

/// One whole neighbourhood.
template <class Probe>
PONTAGE_ITEM void khop_item(Probe& probe, const Neighbourhoods& all, std::int64_t number) {
  Neighbourhood n;
  start_neighbourhood(probe, all, n, number);
  while (goes_on(probe, all, n)) {
    open_row(probe, all, n);
    look_at_edges(probe, all, n);
  }
}

/// Up to the next load whose line may have to come from memory; false when the neighbourhood is
/// done.
template <class Probe>
PONTAGE_ITEM bool step_neighbourhood(Probe& probe, const Neighbourhoods& all, Neighbourhood& n) {
  if (n.next == Neighbourhood::Next::edges) {
    look_at_edges(probe, all, n);
    if (!goes_on(probe, all, n)) return false;
    probe.yield_for(&all.offsets[n.reached[n.at]], site(HopSite::first_edge));
    return true;
  }
  open_row(probe, all, n);
  probe.yield_for(&all.targets[n.edge], site(HopSite::target));
  return true;
}

}  // namespace pontage::graph_walk
