// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <utility>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/bfs_frontier.hpp"
#include "kernels/graph_walk/bfs_item.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"

namespace pontage::graph_walk {
namespace {

void expand(const SearchArrays& graph, std::size_t begin, std::size_t end, Tail& tail) {
  NullProbe probe;
  Found found(graph.frontier, tail);
  for (std::size_t at = begin; at < end; ++at) {
    const Vertex from = probe.load(&graph.frontier[at], site(SearchSite::frontier));
    expand_vertex(probe, graph.offsets, graph.targets, graph.parents, from, 0, 1,
                  [&](Vertex to) { found.push(to); });
  }
  found.append();
}

void search(HostTeam& team, const SearchArrays& graph, Vertex root) {
  start_search(team, graph, root);
  Tail tail;
  tail.at = 1;
  std::size_t first = 0, last = 1;
  while (first < last) {
    team.for_chunks(static_cast<Index>(last - first), kVerticesAtOnce,
                    [&](Index begin, Index end, int) {
                      expand(graph, first + static_cast<std::size_t>(begin),
                             first + static_cast<std::size_t>(end), tail);
                    });
    first = std::exchange(last, tail.at.load(std::memory_order_relaxed));
  }
}

}  // namespace

void bfs_top_down(HostTeam& team, const Args& args) {
  for (std::size_t number = 0; number < search_count(args); ++number)
    search(team, search_arrays(args, number), args.value<const Vertex>(kRoots)[number]);
}

}  // namespace pontage::graph_walk
