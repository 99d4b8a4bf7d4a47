// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/graph_walk/graph.hpp"
#include "kernels/graph_walk/graph_shape.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::graph_walk {

/// A graph and what to call it: "WordNet: 117,659 synsets, …", "kronecker: 65,536 vertices, …".
struct SourcedGraph {
  Graph graph;
  std::string source;
};

/// The graph that a shape names. Unknown names are usage errors, what needs more memory than there
/// is, with `beside` for the rest of the problem, is refused, files that are not what their pinned
/// name says are too, and troubles with WordNet and Debian's lists are those of load_wordnet and
/// data::load_debian_lists.
Result<SourcedGraph> make_sourced_graph(const GraphShape&, Seed, Bytes beside);

/// The name of a graph as a key must have it: where it stands for files of this machine, "@" and
/// the beginning of their SHA-256 follow. Other names, and files that cannot be read, are left as
/// they are.
AxisValue identified_graph(AxisValue);

/// Whether every edge of the graph of that name stands in both directions.
bool is_symmetric(std::string_view graph);

/// `count` different vertices that have an edge, drawn with the seed; refused when there are not so
/// many.
Result<std::vector<Vertex>> choose_roots(const Graph&, std::int64_t count, Seed);

}  // namespace pontage::graph_walk
