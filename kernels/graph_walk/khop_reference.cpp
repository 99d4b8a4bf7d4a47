// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/graph_walk/khop_variants.hpp"

namespace pontage::graph_walk {

HopCount collect_neighbourhood(const std::uint64_t* offsets, const Vertex* targets, Vertex seed,
                               const KhopShape& shape, Vertex* reached, std::uint32_t* counts) {
  HopCount done{.vertices = 1};
  reached[0] = seed;
  std::fill_n(counts, shape.hops + 1, 0U);
  counts[0] = 1;
  std::int64_t at = 0;
  for (std::int64_t depth = 0; depth < shape.hops; ++depth) {
    const std::int64_t level_end = done.vertices;
    for (; at < level_end && done.vertices < shape.most; ++at) {
      const std::uint64_t last = offsets[reached[at] + std::size_t{1}];
      ++done.expanded;
      if (offsets[reached[at]] < last) ++done.rows_with_edges;
      for (std::uint64_t edge = offsets[reached[at]]; edge < last && done.vertices < shape.most;
           ++edge) {
        ++done.edges;
        Vertex* const end = reached + done.vertices;
        if (std::find(reached, end, targets[edge]) != end) continue;
        *end = targets[edge];
        ++done.vertices;
        ++counts[depth + 1];
      }
    }
  }
  return done;
}

void khop_reference(const Args& args) {
  const auto& shape = args.shape_as<KhopShape>();
  for (std::int64_t seed = 0; seed < shape.seeds; ++seed)
    collect_neighbourhood(args.value<const std::uint64_t>(kHopOffsets),
                          args.value<const Vertex>(kHopTargets),
                          args.value<const Vertex>(kHopSeeds)[seed], shape,
                          args.value<Vertex>(kHopReached) + seed * shape.most,
                          args.value<std::uint32_t>(kHopCounts) + seed * (shape.hops + 1));
}

}  // namespace pontage::graph_walk
