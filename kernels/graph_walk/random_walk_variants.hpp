// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/graph_walk/random_walk_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// How one walk ended, and how many of its steps went along an edge.
struct WalkEnd {
  Vertex at = 0;
  std::uint64_t sum = 0;
  std::int64_t edges = 0;
};
/// The plain text of one walk.
WalkEnd follow_walk(const std::uint64_t* offsets, const Vertex* targets, Vertex start,
                    std::uint64_t state, const RandomWalkShape&);

/// One walk after the other, serial.
void random_walk_reference(const Args&);

/// The item, one walk after the other in each worker: `contexts` is 1.
void random_walk_plain(HostTeam&, const Args&);

/// `contexts` items in flight in each worker.
void random_walk_barrel(HostTeam&, const Args&);

}  // namespace pontage::graph_walk
