// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/graph_walk/bfs_shape.hpp"
#include "kernels/graph_walk/graph.hpp"
#include "libbench/device_code.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::graph_walk {

/// What a launch of the search gets: all searches of a job.
struct Searches {
  const std::uint64_t* offsets = nullptr;
  const Vertex* targets = nullptr;
  const Vertex* roots = nullptr;
  std::int32_t* parents = nullptr;
  Vertex* frontier = nullptr;
  std::uint64_t vertices = 0, count = 0;
};

inline Searches searches_of(const Args& args) {
  return {args.value<const std::uint64_t>(kOffsets),
          args.value<const Vertex>(kTargets),
          args.value<const Vertex>(kRoots),
          args.value<std::int32_t>(kParents),
          args.value<Vertex>(kFrontier),
          static_cast<std::uint64_t>(args.size[kOffsets].count()) / sizeof(std::uint64_t) - 1,
          static_cast<std::uint64_t>(args.size[kRoots].count()) / sizeof(Vertex)};
}

enum class SearchSite : Site { frontier, last_edge, first_edge, target, parent };
PONTAGE_ITEM constexpr Site site(SearchSite s) { return static_cast<Site>(s); }

/// One item: looks at the edges of one vertex of the frontier, or at those of one lane of `lanes`,
/// and hands to `push` every neighbour that nobody reached before.
template <class Probe, class Push>
PONTAGE_ITEM void expand_vertex(Probe& probe, const std::uint64_t* offsets, const Vertex* targets,
                                std::int32_t* parents, Vertex from, std::uint64_t lane,
                                std::uint64_t lanes, const Push& push) {
  const std::uint64_t end =
      probe.follow(&offsets[from + std::uint64_t{1}], site(SearchSite::last_edge));
  std::uint64_t edge = probe.load(&offsets[from], site(SearchSite::first_edge)) + lane;
  for (; edge < end; edge += lanes) {
    const Vertex to = probe.load(&targets[edge], site(SearchSite::target));
    probe.op(Op::branch, 2);
    if (probe.claim(&parents[to], kNotReached, static_cast<std::int32_t>(from),
                    site(SearchSite::parent)))
      push(to);
  }
}

/// `Lanes` threads together at each vertex of the frontier [first, last).
template <unsigned Lanes, class Grid, class Probe>
PONTAGE_ITEM void expand_level(Grid& grid, Probe& probe, const Searches& s, std::int32_t* parents,
                               std::uint64_t first, std::uint64_t last) {
  const std::uint64_t lane = grid.rank() % Lanes;
  for (std::uint64_t at = first + grid.rank() / Lanes; at < last; at += grid.size() / Lanes) {
    const Vertex from = probe.load(&s.frontier[at], site(SearchSite::frontier));
    expand_vertex(probe, s.offsets, s.targets, parents, from, lane, Lanes,
                  [&](Vertex to) { s.frontier[grid.next_place()] = to; });
  }
}

/// All searches, by all threads of the grid together; levels are separated by its barrier. The
/// grid has rank(), size() (a multiple of Lanes), sync(), and the end of the
/// frontier: end(), set_end(n), next_place(), which adds one.
template <unsigned Lanes, class Grid, class Probe>
PONTAGE_ITEM void search_all(Grid& grid, Probe& probe, const Searches& s) {
  for (std::uint64_t search = 0; search < s.count; ++search) {
    std::int32_t* parents = s.parents + search * s.vertices;
    for (std::uint64_t v = grid.rank(); v < s.vertices; v += grid.size()) parents[v] = kNotReached;
    grid.sync();
    if (grid.rank() == 0) {
      parents[s.roots[search]] = static_cast<std::int32_t>(s.roots[search]);
      s.frontier[0] = s.roots[search];
      grid.set_end(1);
    }
    grid.sync();
    std::uint64_t first = 0, last = 1;
    while (first < last) {
      expand_level<Lanes>(grid, probe, s, parents, first, last);
      grid.sync();
      first = last;
      last = grid.end();
      grid.sync();  // nobody adds to it before all have read it
    }
  }
}

}  // namespace pontage::graph_walk
