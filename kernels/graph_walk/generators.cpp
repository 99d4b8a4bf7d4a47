// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/generators.hpp"

#include <numeric>
#include <span>
#include <vector>

namespace pontage::graph_walk {
namespace {

/// One edge by `scale` choices of a quadrant of the adjacency matrix, in hundredths.
Edge kronecker_edge(std::int64_t scale, Rng& rng) {
  constexpr std::uint64_t kA = 57, kB = 19, kC = 19;
  Edge edge;
  for (std::int64_t bit = 0; bit < scale; ++bit) {
    const std::uint64_t draw = rng.below(100);
    const bool down = draw >= kA + kB;
    const bool right = down ? draw >= kA + kB + kC : draw >= kA;
    edge.from = edge.from << 1 | static_cast<Vertex>(down);
    edge.to = edge.to << 1 | static_cast<Vertex>(right);
  }
  return edge;
}

}  // namespace

Graph uniform_graph(std::int64_t scale, std::int64_t degree, Seed seed) {
  const std::uint64_t vertices = std::uint64_t{1} << scale;
  Rng rng(seed);
  std::vector<Edge> edges(vertices * static_cast<std::uint64_t>(degree));
  for (Edge& edge : edges) {
    edge.from = static_cast<Vertex>(rng.below(vertices));
    edge.to = static_cast<Vertex>(rng.below(vertices));
  }
  return make_symmetric_graph(static_cast<std::int64_t>(vertices), edges);
}

Graph kronecker_graph(std::int64_t scale, std::int64_t degree, Seed seed) {
  const std::size_t vertices = std::size_t{1} << scale;
  Rng rng(seed);
  std::vector<Vertex> name(vertices);
  std::iota(name.begin(), name.end(), Vertex{0});
  rng.shuffle(std::span(name));
  std::vector<Edge> edges(vertices * static_cast<std::size_t>(degree));
  for (Edge& edge : edges) {
    const Edge drawn = kronecker_edge(scale, rng);
    edge = {name[drawn.from], name[drawn.to]};
  }
  return make_symmetric_graph(static_cast<std::int64_t>(vertices), edges);
}

Graph grid_graph(std::int64_t scale) {
  const Vertex columns = Vertex{1} << (scale - scale / 2), rows = Vertex{1} << (scale / 2);
  std::vector<Edge> edges;
  edges.reserve(std::size_t{2} * columns * rows);
  for (Vertex row = 0; row < rows; ++row)
    for (Vertex column = 0; column < columns; ++column) {
      const Vertex here = row * columns + column;
      if (column + 1 < columns) edges.push_back({here, here + 1});
      if (row + 1 < rows) edges.push_back({here, here + columns});
    }
  return make_symmetric_graph(std::int64_t{1} << scale, edges);
}

Bytes generator_room(std::int64_t scale, std::int64_t degree) {
  const std::int64_t vertices = std::int64_t{1} << scale;
  // Each drawn edge: its two ends, and a target in both directions. Each vertex: two rows of
  // offsets and a name.
  const std::int64_t edge = sizeof(Edge) + 2 * sizeof(Vertex);
  const std::int64_t vertex = 2 * sizeof(std::uint64_t) + sizeof(Vertex);
  return Bytes{vertices * (degree * edge + vertex)};
}

}  // namespace pontage::graph_walk
