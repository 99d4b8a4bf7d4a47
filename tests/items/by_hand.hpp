// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/graph_walk/graph.hpp"

/// The walks as one writes them who never heard of a probe: what the items are counted against.
namespace pontage::by_hand {

using graph_walk::Vertex;

void chase(const char* cycle, const std::uint64_t* starts, std::uint64_t* ends, std::int64_t chains,
           std::int64_t hops);

/// One level of a search from a frontier; returns where the next one ends.
std::size_t expand(const std::uint64_t* offsets, const Vertex* targets, std::int32_t* parents,
                   Vertex* frontier, std::size_t first, std::size_t last);

void random_walks(const std::uint64_t* offsets, const Vertex* targets, const Vertex* starts,
                  const std::uint64_t* states, Vertex* ends, std::uint64_t* sums,
                  std::int64_t walks, std::int64_t steps, std::int64_t restart);

void neighbourhoods(const std::uint64_t* offsets, const Vertex* targets, const Vertex* seeds,
                    Vertex* reached, std::uint32_t* counts, Vertex* tables, std::int64_t count,
                    std::int64_t hops, std::int64_t most, std::uint64_t slots);

}  // namespace pontage::by_hand
