// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "kernels/graph_walk/bfs_shape.hpp"
#include "kernels/graph_walk/graph.hpp"
#include "libbench/judge.hpp"

namespace pontage::graph_walk {

/// Whether `parents` is a breadth-first tree from `root`, given every vertex's true depth: who was
/// not reached has none, the root is its own parent, and every other parent is one level above and
/// has an edge to the vertex (Graph500's rules 1 to 5). One pass over the edges of reached
/// vertices.
Verdict judge_tree(const Graph&, Vertex root, std::span<const std::int32_t> depths,
                   std::span<const std::int32_t> parents);

/// Hashes the depths that the parents imply: alike for all right trees.
Digest digest_tree(std::span<const std::int32_t> depths, std::span<const std::int32_t> parents,
                   Digest from);

}  // namespace pontage::graph_walk
