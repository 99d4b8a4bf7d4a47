// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/graph_walk/graph_shape.hpp"

namespace pontage::graph_walk {

/// Breadth-first search: from a root, level by level, a tree in which every reached vertex has a
/// parent one level above it.
///
/// Shapes   offsets [vertices + 1] u64, targets [edges] u32 (dataset: compressed sparse rows);
/// roots [roots] u32 (request);
///          parents [roots, vertices] i32, of the root itself, −1 where not reached (response);
///          frontier [vertices] u32 and bitmaps [3, ⌈vertices/64⌉] u64 (scratch). A variant reads
///          `vertices` from the size of offsets and sets every parent itself.
/// Work     steps = edges of the part that is reached: the degrees of all reached vertices, over
///          all roots, counted by the reference; a search that goes bottom-up looks at fewer, and
///          its time is still divided by all (Graph500's TEPS, each edge counted in both
///          directions). Top-down, each step loads a parent at an address just loaded, and each
///          reached vertex its offsets, and these are the dependent loads; bytes_read = what these
///          and the targets take, bytes_written = parents and frontier.
/// Judge    the depths that follow from the parents are exact, and every parent has an edge to its
///          child (judge_tree); which of several parents it is, is left open. Canonical: the
///          depths.
/// Source   Beamer, Asanović and Patterson, "Direction-Optimizing Breadth-First Search", SC 2012.
struct BfsShape : GraphShape {
  std::int64_t roots = 0;  ///< searches in one job, one after the other
};

/// The values of a search, in the problem's order.
enum BfsValue : std::size_t {
  kOffsets = 0,
  kTargets = 1,
  kRoots = 2,
  kParents = 3,
  kFrontier = 4,
  kBitmaps = 5
};

inline constexpr std::int32_t kNotReached = -1;

}  // namespace pontage::graph_walk
