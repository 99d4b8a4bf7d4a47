// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"

namespace pontage::graph_walk {
namespace {

constexpr Index kDepthsAtOnce =
    1 << 14;  // 64 KiB: a page or more, so that workers do not share lines
constexpr Index kVerticesAtOnce =
    64;  // a few hundred edges: far more than handing out a chunk costs

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

/// True for the one worker that reaches the vertex first. Relaxed: levels are separate regions, and
/// the join between them orders everything; within a level all workers write the same depth.
inline bool claim(std::int32_t& depth, std::int32_t level) {
  const std::atomic_ref<std::int32_t> shared(depth);
  std::int32_t expected = shared.load(std::memory_order_relaxed);
  return expected == kNotReached &&
         shared.compare_exchange_strong(expected, level, std::memory_order_relaxed);
}

void expand(const SearchArrays& graph, std::size_t begin, std::size_t end, std::int32_t level,
            Tail& tail) {
  Found found(graph.frontier, tail);
  for (std::size_t at = begin; at < end; ++at) {
    const Vertex from = graph.frontier[at];
    const std::uint64_t last = graph.offsets[from + std::size_t{1}];
    for (std::uint64_t edge = graph.offsets[from]; edge < last; ++edge)
      if (const Vertex to = graph.targets[edge]; claim(graph.depths[to], level)) found.push(to);
  }
  found.append();
}

void search(HostTeam& team, const SearchArrays& graph, Vertex root) {
  team.for_chunks(static_cast<Index>(graph.vertices), kDepthsAtOnce,
                  [&](Index begin, Index end, int) {
                    std::fill(graph.depths + begin, graph.depths + end, kNotReached);
                  });
  graph.depths[root] = 0;
  graph.frontier[0] = root;
  Tail tail;
  tail.at = 1;
  std::size_t first = 0, last = 1;
  for (std::int32_t level = 1; first < last; ++level) {
    team.for_chunks(static_cast<Index>(last - first), kVerticesAtOnce,
                    [&](Index begin, Index end, int) {
                      expand(graph, first + static_cast<std::size_t>(begin),
                             first + static_cast<std::size_t>(end), level, tail);
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
