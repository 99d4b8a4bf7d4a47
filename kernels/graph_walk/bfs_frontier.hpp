// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "kernels/graph_walk/bfs_shape.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"
#include "kernels/graph_walk/graph.hpp"

namespace pontage::graph_walk {

inline constexpr Index kParentsAtOnce =
    1 << 14;  // 64 KiB: a page or more, so that workers do not share lines
inline constexpr Index kVerticesAtOnce =
    64;  // a few hundred edges: far more than handing out a chunk costs

/// Before a search: nobody has a parent but the root, which is its own and the whole frontier.
inline void start_search(HostTeam& team, const SearchArrays& graph, Vertex root) {
  team.for_chunks(static_cast<Index>(graph.vertices), kParentsAtOnce,
                  [&](Index begin, Index end, int) {
                    std::fill(graph.parents + begin, graph.parents + end, kNotReached);
                  });
  graph.parents[root] = static_cast<std::int32_t>(root);
  graph.frontier[0] = root;
}

/// The next level as all workers build it: behind the levels that are there, by one addition a
/// block.
struct Tail {
  alignas(64) std::atomic<std::size_t> at{0};
};

/// What one chunk found, kept on the worker's own stack and appended in blocks, so that the shared
/// tail is touched once in hundreds of vertices and nothing is allocated.
class Found {
 public:
  Found(Vertex* frontier, Tail& tail) : frontier_(frontier), tail_(tail) {}
  void push(Vertex vertex) {
    block_[count_++] = vertex;
    if (count_ == block_.size()) append();
  }
  void append() {
    if (count_ == 0) return;
    const std::size_t at = tail_.at.fetch_add(count_, std::memory_order_relaxed);
    std::copy_n(block_.begin(), count_, frontier_ + at);
    count_ = 0;
  }

 private:
  Vertex* frontier_;
  Tail& tail_;
  std::size_t count_ = 0;
  std::array<Vertex, 512> block_;
};

}  // namespace pontage::graph_walk
