// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/graph.hpp"

#include <algorithm>

namespace pontage::graph_walk {
namespace {

/// offsets[v + 1] holds the degree of v; afterwards offsets[v] is where v's row begins.
void sum_up(std::vector<std::uint64_t>& offsets) {
  for (std::size_t v = 1; v < offsets.size(); ++v) offsets[v] += offsets[v - 1];
}

/// Sorts each row, drops repetitions and closes the gaps.
void tidy_rows(Graph& graph) {
  std::uint64_t begin = 0, kept = 0;
  for (std::size_t v = 0; v + 1 < graph.offsets.size(); ++v) {
    const auto first = graph.targets.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = graph.targets.begin() + static_cast<std::ptrdiff_t>(graph.offsets[v + 1]);
    begin = graph.offsets[v + 1];
    std::sort(first, last);
    const auto to = graph.targets.begin() + static_cast<std::ptrdiff_t>(kept);
    kept += static_cast<std::uint64_t>(std::unique_copy(first, last, to) - to);
    graph.offsets[v + 1] = kept;
  }
  graph.targets.resize(kept);
}

}  // namespace

Graph make_graph(std::int64_t vertices, std::span<const Edge> edges) {
  Graph graph;
  graph.offsets.assign(static_cast<std::size_t>(vertices) + 1, 0);
  graph.targets.resize(edges.size());
  for (const Edge& edge : edges) ++graph.offsets[edge.from + std::size_t{1}];
  sum_up(graph.offsets);
  auto at = graph.offsets;
  for (const Edge& edge : edges) graph.targets[at[edge.from]++] = edge.to;
  return graph;
}

Graph make_symmetric_graph(std::int64_t vertices, std::span<const Edge> edges) {
  Graph graph;
  graph.offsets.assign(static_cast<std::size_t>(vertices) + 1, 0);
  for (const Edge& edge : edges) {
    if (edge.from == edge.to) continue;
    ++graph.offsets[edge.from + std::size_t{1}];
    ++graph.offsets[edge.to + std::size_t{1}];
  }
  sum_up(graph.offsets);
  graph.targets.resize(graph.offsets.back());
  auto at = graph.offsets;
  for (const Edge& edge : edges) {
    if (edge.from == edge.to) continue;
    graph.targets[at[edge.from]++] = edge.to;
    graph.targets[at[edge.to]++] = edge.from;
  }
  tidy_rows(graph);
  return graph;
}

}  // namespace pontage::graph_walk
