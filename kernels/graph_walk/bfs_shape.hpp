// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace pontage::graph_walk {

/// Plain level-synchronous breadth-first search, top-down: from a root, level by level, every edge
/// of the frontier is looked at and a neighbour that nobody reached before joins the next frontier.
///
/// Shapes   offsets [vertices + 1] u64, targets [edges] u32 (dataset: compressed sparse rows);
/// roots [roots] u32 (request);
///          depths [roots, vertices] i32, −1 where not reached (response); frontier [vertices] u32
///          (scratch). A variant reads `vertices` from the size of offsets and sets every depth
///          itself.
/// Work     steps = edges looked at: the degrees of all reached vertices, over all roots, counted
/// by the reference. Each
///          step loads a depth at an address just loaded, and each reached vertex its offsets, and
///          these are the dependent loads; bytes_read = what these and the targets take,
///          bytes_written = depths and frontier.
/// Judge    exact: the depths are unique, whatever the order of the edges; the reference is serial.
struct BfsShape {
  std::string graph;        ///< wordnet, wordnet:/dir, uniform, kronecker or grid
  std::int64_t scale = 0;   ///< of generated graphs: log₂ of the vertices
  std::int64_t degree = 0;  ///< of uniform and kronecker: edges drawn for each vertex
  std::int64_t roots = 0;   ///< searches in one job, one after the other
};

/// The values of a search, in the problem's order.
enum BfsValue : std::size_t { kOffsets = 0, kTargets = 1, kRoots = 2, kDepths = 3, kFrontier = 4 };

inline constexpr std::int32_t kNotReached = -1;

}  // namespace pontage::graph_walk
