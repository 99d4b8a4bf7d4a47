// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"

namespace pontage::graph_walk {

std::size_t search_count(const Args& args) {
  return static_cast<std::size_t>(args.size[kRoots].count()) / sizeof(Vertex);
}

SearchArrays search_arrays(const Args& args, std::size_t search) {
  const auto vertices =
      static_cast<std::size_t>(args.size[kOffsets].count()) / sizeof(std::uint64_t) - 1;
  return {.offsets = args.value<const std::uint64_t>(kOffsets),
          .targets = args.value<const Vertex>(kTargets),
          .vertices = vertices,
          .parents = args.value<std::int32_t>(kParents) + search * vertices,
          .frontier = args.value<Vertex>(kFrontier),
          .bitmaps = args.value<std::uint64_t>(kBitmaps)};
}

std::size_t search_serially(const SearchArrays& graph, Vertex root) {
  std::fill_n(graph.parents, graph.vertices, kNotReached);
  graph.parents[root] = static_cast<std::int32_t>(root);
  graph.frontier[0] = root;
  std::size_t reached = 1;
  for (std::size_t at = 0; at < reached; ++at) {
    const Vertex from = graph.frontier[at];
    for (std::uint64_t edge = graph.offsets[from]; edge < graph.offsets[from + std::size_t{1}];
         ++edge) {
      const Vertex to = graph.targets[edge];
      if (graph.parents[to] != kNotReached) continue;
      graph.parents[to] = static_cast<std::int32_t>(from);
      graph.frontier[reached++] = to;
    }
  }
  return reached;
}

void bfs_reference(const Args& args) {
  for (std::size_t search = 0; search < search_count(args); ++search)
    search_serially(search_arrays(args, search), args.value<const Vertex>(kRoots)[search]);
}

}  // namespace pontage::graph_walk
