// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libbench/units.hpp"

namespace pontage::graph_walk {

using Vertex = std::uint32_t;

struct Edge {
  Vertex from = 0, to = 0;
};

/// A directed graph as compressed sparse rows: the targets of vertex v are targets[offsets[v]] to
/// targets[offsets[v+1]−1].
struct Graph {
  std::vector<std::uint64_t> offsets = {0};  ///< [vertices + 1]
  std::vector<Vertex> targets;               ///< [edges]

  std::int64_t vertices() const { return static_cast<std::int64_t>(offsets.size()) - 1; }
  std::int64_t edges() const { return static_cast<std::int64_t>(targets.size()); }
  std::int64_t degree(Vertex v) const {
    return static_cast<std::int64_t>(offsets[v + std::size_t{1}] - offsets[v]);
  }
  std::span<const Vertex> neighbours(Vertex v) const {
    return std::span(targets).subspan(offsets[v], static_cast<std::size_t>(degree(v)));
  }
  Bytes bytes() const {
    return Bytes{static_cast<std::int64_t>(offsets.size() * sizeof offsets[0] +
                                           targets.size() * sizeof(Vertex))};
  }
};

/// Every edge as it is given, also loops and repeated ones; the targets of a vertex in the order of
/// `edges`.
Graph make_graph(std::int64_t vertices, std::span<const Edge> edges);

/// Every edge in both directions, without loops and repetitions, targets ascending.
Graph make_symmetric_graph(std::int64_t vertices, std::span<const Edge> edges);

}  // namespace pontage::graph_walk
