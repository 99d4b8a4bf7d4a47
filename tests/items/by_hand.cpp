// SPDX-License-Identifier: Apache-2.0
#include "tests/items/by_hand.hpp"

#include <atomic>
#include <cstring>

namespace pontage::by_hand {

void chase(const char* cycle, const std::uint64_t* starts, std::uint64_t* ends, std::int64_t chains,
           std::int64_t hops) {
  for (std::int64_t chain = 0; chain < chains; ++chain) {
    std::uint64_t at = starts[chain];
    for (std::int64_t hop = 0; hop < hops; ++hop) std::memcpy(&at, cycle + at, sizeof at);
    ends[chain] = at;
  }
}

std::size_t expand(const std::uint64_t* offsets, const Vertex* targets, std::int32_t* parents,
                   Vertex* frontier, std::size_t first, std::size_t last) {
  std::size_t end = last;
  for (std::size_t at = first; at < last; ++at) {
    const Vertex from = frontier[at];
    const std::uint64_t row_end = offsets[from + std::size_t{1}];
    for (std::uint64_t edge = offsets[from]; edge < row_end; ++edge) {
      const Vertex to = targets[edge];
      const std::atomic_ref<std::int32_t> parent(parents[to]);
      std::int32_t none = parent.load(std::memory_order_relaxed);
      if (none == -1 && parent.compare_exchange_strong(none, static_cast<std::int32_t>(from),
                                                       std::memory_order_relaxed))
        frontier[end++] = to;
    }
  }
  return end;
}

void random_walks(const std::uint64_t* offsets, const Vertex* targets, const Vertex* starts,
                  const std::uint64_t* states, Vertex* ends, std::uint64_t* sums,
                  std::int64_t walks, std::int64_t steps, std::int64_t restart) {
  for (std::int64_t walk = 0; walk < walks; ++walk) {
    const Vertex start = starts[walk];
    std::uint64_t state = states[walk], sum = 0;
    Vertex at = start;
    for (std::int64_t step = 0; step < steps; ++step) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      const std::uint64_t row = offsets[at], degree = offsets[at + std::size_t{1}] - row;
      if (degree == 0 || static_cast<std::int64_t>(state >> 16 & 0xffff) < restart)
        at = start;
      else
        at = targets[row + ((state >> 32) * degree >> 32)];
      sum += at;
    }
    ends[walk] = at;
    sums[walk] = sum;
  }
}

namespace {

bool insert(Vertex* table, std::uint64_t slots, Vertex vertex) {
  std::uint64_t slot = (vertex * std::uint64_t{0x9e3779b97f4a7c15}) >> 32 & (slots - 1);
  while (table[slot] != vertex) {
    if (table[slot] == 0xffffffff) {
      table[slot] = vertex;
      return true;
    }
    slot = (slot + 1) & (slots - 1);
  }
  return false;
}

}  // namespace

void neighbourhoods(const std::uint64_t* offsets, const Vertex* targets, const Vertex* seeds,
                    Vertex* reached, std::uint32_t* counts, Vertex* tables, std::int64_t count,
                    std::int64_t hops, std::int64_t most, std::uint64_t slots) {
  for (std::int64_t i = 0; i < count; ++i, reached += most, counts += hops + 1, tables += slots) {
    for (std::uint64_t slot = 0; slot < slots; ++slot) tables[slot] = 0xffffffff;
    insert(tables, slots, seeds[i]);
    reached[0] = seeds[i];
    counts[0] = 1;
    std::int64_t found = 1, at = 0;
    for (std::int64_t depth = 1; depth <= hops; ++depth) {
      const std::int64_t level_end = found;
      for (; at < level_end && found < most; ++at) {
        const Vertex from = reached[at];
        const std::uint64_t row_end = offsets[from + std::size_t{1}];
        for (std::uint64_t edge = offsets[from]; edge < row_end && found < most; ++edge)
          if (insert(tables, slots, targets[edge])) reached[found++] = targets[edge];
      }
      counts[depth] = static_cast<std::uint32_t>(found - level_end);
    }
  }
}

}  // namespace pontage::by_hand
