// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/bfs_tree.hpp"

#include <array>
#include <string>
#include <vector>

namespace pontage::graph_walk {
namespace {

/// No tree has it: stands for a parent that is no vertex.
constexpr std::int32_t kNoDepth = -2;

std::string vertex_text(std::size_t vertex) { return "vertex " + std::to_string(vertex) + ": "; }

/// A vertex is its own parent where it is a root, and only there.
bool is_root(std::size_t vertex, std::int32_t parent) {
  return parent == static_cast<std::int32_t>(vertex);
}

/// The vertices whose parent has an edge to them.
std::vector<bool> joined(const Graph& graph, std::span<const std::int32_t> depths,
                         std::span<const std::int32_t> parents) {
  std::vector<bool> is_joined(depths.size());
  for (Vertex from = 0; from < depths.size(); ++from) {
    if (depths[from] == kNotReached) continue;
    for (const Vertex to : graph.neighbours(from))
      if (parents[to] == static_cast<std::int32_t>(from)) is_joined[to] = true;
  }
  return is_joined;
}

}  // namespace

Verdict judge_tree(const Graph& graph, Vertex root, std::span<const std::int32_t> depths,
                   std::span<const std::int32_t> parents) {
  const std::vector<bool> is_joined = joined(graph, depths, parents);
  for (std::size_t v = 0; v < depths.size(); ++v) {
    const std::int32_t parent = parents[v];
    const std::string says = "parent " + std::to_string(parent) + ", ";
    if (depths[v] == kNotReached) {
      if (parent != kNotReached)
        return Verdict::wrong(vertex_text(v) + says + "must be -1: it is not reached");
    } else if (v == root) {
      if (!is_root(v, parent))
        return Verdict::wrong(vertex_text(v) + says + "must be itself: it is the root");
    } else if (parent < 0 || static_cast<std::size_t>(parent) >= parents.size()) {
      return Verdict::wrong(vertex_text(v) + says + "must be a vertex: its depth is " +
                            std::to_string(depths[v]));
    } else if (const std::int32_t above = depths[static_cast<std::size_t>(parent)];
               above + 1 != depths[v]) {
      return Verdict::wrong(vertex_text(v) + says + "whose depth is " + std::to_string(above) +
                            ", must be one of depth " + std::to_string(depths[v] - 1));
    } else if (!is_joined[v]) {
      return Verdict::wrong(vertex_text(v) + says + "which has no edge to it");
    }
  }
  return {};
}

Digest digest_tree(std::span<const std::int32_t> depths, std::span<const std::int32_t> parents,
                   Digest from) {
  std::array<std::int32_t, 4096> implied;
  std::size_t count = 0;
  for (std::size_t v = 0; v < parents.size(); ++v) {
    const std::int32_t parent = parents[v];
    implied[count++] = parent == kNotReached ? kNotReached
                       : is_root(v, parent)  ? 0
                       : parent >= 0 && static_cast<std::size_t>(parent) < depths.size()
                           ? depths[static_cast<std::size_t>(parent)] + 1
                           : kNoDepth;
    if (count < implied.size() && v + 1 < parents.size()) continue;
    from = digest_bytes(std::as_bytes(std::span(implied).first(count)), from);
    count = 0;
  }
  return from;
}

}  // namespace pontage::graph_walk
