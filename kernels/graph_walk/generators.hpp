// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/graph_walk/graph.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::graph_walk {

/// The generators draw with integer arithmetic only, so a seed gives the same graph on every
/// machine and compiler. All are symmetric, without loops and repeated edges, and have 2^scale
/// vertices. `degree` is the number of edges drawn for each vertex (Graph500's edge factor): a
/// vertex then has about 2 · degree neighbours, less what was dropped.

/// Both ends of each edge uniform (Erdős and Rényi's G(n, m), with replacement).
Graph uniform_graph(std::int64_t scale, std::int64_t degree, Seed);

/// Kronecker graph as Graph500 has it: each bit of both ends by A, B, C, D = 0.57, 0.19, 0.19,
/// 0.05, then the vertices are renamed at random, so that a number says nothing of a degree.
Graph kronecker_graph(std::int64_t scale, std::int64_t degree, Seed);

/// 2^⌈scale/2⌉ columns × 2^⌊scale/2⌋ rows, each vertex joined to its 4 neighbours; the border is a
/// border.
Graph grid_graph(std::int64_t scale);

/// An upper bound of the memory that making such a graph takes.
Bytes generator_room(std::int64_t scale, std::int64_t degree);

}  // namespace pontage::graph_walk
