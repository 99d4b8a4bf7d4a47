// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/graph.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::graph_walk {

/// A vertex is 32 bits wide.
inline constexpr std::int64_t kMostScale = 31;

/// A graph and what to call it: "WordNet: 117,659 synsets, …", "kronecker: 65,536 vertices, …".
struct SourcedGraph {
  Graph graph;
  std::string source;
};

/// The graph that a shape names. Unknown names are usage errors, what needs more memory than there
/// is is refused, and WordNet's own troubles are those of load_wordnet.
Result<SourcedGraph> make_sourced_graph(const BfsShape&, Seed);

/// `count` different vertices that have an edge, drawn with the seed; refused when there are not so
/// many.
Result<std::vector<Vertex>> choose_roots(const Graph&, std::int64_t count, Seed);

}  // namespace pontage::graph_walk
