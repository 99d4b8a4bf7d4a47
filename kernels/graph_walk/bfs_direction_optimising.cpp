// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <bit>
#include <utility>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/bfs_frontier.hpp"
#include "kernels/graph_walk/bfs_item.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"
#include "kernels/graph_walk/graph_source.hpp"

namespace pontage::graph_walk {
namespace {

constexpr Index kWordsAtOnce = 64;  // of a bitmap: 4,096 vertices
constexpr Index kQueuedAtOnce = 4096;

/// How many looks at an edge bottom-up (its target's bit in a bitmap that the caches hold) cost as
/// much as one top-down (its target's parent, and a claim). Fitted on Kronecker graphs of scale 18
/// to 22.
constexpr double kLooksForAClaim = 6;
/// Vertices between the one that is looked at and the one whose edges are fetched.
constexpr std::size_t kAhead = 16;

/// What a level found: vertices, and how many edges they have.
struct Level {
  alignas(64) std::atomic<std::uint64_t> vertices{0};
  std::atomic<std::uint64_t> edges{0}, lonely{0};
};

bool has_bit(const std::uint64_t* bitmap, Vertex v) {
  return (bitmap[v / 64] >> (v % 64) & 1) != 0;
}

class Search {
 public:
  Search(HostTeam& team, const SearchArrays& graph)
      : team_(team),
        graph_(graph),
        words_(bitmap_words(graph.vertices)),
        settled_(graph.bitmaps),
        front_(settled_ + words_),
        next_(front_ + words_) {}

  void run(Vertex root) {
    clear(root);
    note(1, degree(root), 0);
    while (found_vertices_ > 0) {
      Level level;
      if (pays_to_go_up()) {
        if (!is_in_bitmap_) queue_to_bitmaps();
        go_bottom_up(level);
      } else {
        if (is_in_bitmap_) bitmap_to_queue();
        go_top_down(level);
      }
      note(level.vertices, level.edges, level.lonely);
    }
  }

 private:
  std::uint64_t degree(Vertex v) const {
    return graph_.offsets[v + std::size_t{1}] - graph_.offsets[v];
  }

  void clear(Vertex root) {
    start_search(team_, graph_, root);
    std::fill_n(settled_, words_, 0);
    last_ = 1;
    open_vertices_ = graph_.vertices;
    open_edges_ = graph_.offsets[graph_.vertices];
  }

  /// The frontier is now these vertices, with so many edges.
  void note(std::uint64_t vertices, std::uint64_t edges, std::uint64_t lonely) {
    found_vertices_ = vertices;
    found_edges_ = edges;
    open_vertices_ -= vertices + lonely;
    open_edges_ -= edges;
  }

  /// Top-down looks at every edge of the frontier. Bottom-up looks at the edges of every open
  /// vertex until one leads to the frontier, which of all edges out of open vertices about
  /// found_edges_ do.
  bool pays_to_go_up() const {
    const auto edges = static_cast<double>(found_edges_), open = static_cast<double>(open_edges_);
    const double looks = std::min(open, static_cast<double>(open_vertices_) * open / edges);
    return edges * kLooksForAClaim > looks + static_cast<double>(words_);
  }

  /// From the queue to the queue.
  void go_top_down(Level& level) {
    Tail tail;
    tail.at = last_;
    team_.for_chunks(static_cast<Index>(last_ - first_), kVerticesAtOnce,
                     [&](Index begin, Index end, int) {
                       expand(first_ + static_cast<std::size_t>(begin),
                              first_ + static_cast<std::size_t>(end), tail, level);
                     });
    first_ = std::exchange(last_, tail.at.load(std::memory_order_relaxed));
    level.vertices = last_ - first_;
  }

  void expand(std::size_t begin, std::size_t end, Tail& tail, Level& level) {
    NullProbe probe;
    Found found(graph_.frontier, tail);
    std::uint64_t degrees = 0;
    for (std::size_t at = begin; at < end; ++at) {
      const Vertex from = probe.load(&graph_.frontier[at], site(SearchSite::frontier));
      expand_vertex(probe, graph_.offsets, graph_.targets, graph_.parents, from, 0, 1,
                    [&](Vertex to) {
                      found.push(to);
                      degrees += degree(to);
                    });
    }
    found.append();
    level.edges.fetch_add(degrees, std::memory_order_relaxed);
  }

  /// From bitmap to bitmap.
  void go_bottom_up(Level& level) {
    team_.for_chunks(static_cast<Index>(words_), kWordsAtOnce, [&](Index begin, Index end, int) {
      look_up(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), level);
    });
    std::swap(front_, next_);
  }

  /// Every vertex of these words that is not settled looks for a neighbour in the frontier.
  void look_up(std::size_t begin, std::size_t end, Level& level) {
    std::uint64_t found = 0, degrees = 0, without = 0;
    for (std::size_t word = begin; word < end; ++word) {
      std::uint64_t reached = 0, lonely = 0;
      for (std::uint64_t open = ~settled_[word] & vertices_of(word); open != 0; open &= open - 1) {
        const std::uint64_t bit = open & -open;
        const std::size_t v = word * 64 + static_cast<std::size_t>(std::countr_zero(open));
        const std::uint64_t first = graph_.offsets[v], last = graph_.offsets[v + 1];
        if (first == last) {
          lonely |= bit;
          ++without;
          continue;
        }
        __builtin_prefetch(
            &graph_.targets[graph_.offsets[std::min(v + kAhead, graph_.vertices - 1)]]);
        const std::uint64_t* front = front_;
        std::uint64_t edge = first;
        while (edge < last && !has_bit(front, graph_.targets[edge])) ++edge;
        if (edge == last) continue;
        graph_.parents[v] = static_cast<std::int32_t>(graph_.targets[edge]);
        reached |= bit;
        degrees += last - first;
        ++found;
      }
      next_[word] = reached;
      settled_[word] |= reached | lonely;
    }
    level.vertices.fetch_add(found, std::memory_order_relaxed);
    level.edges.fetch_add(degrees, std::memory_order_relaxed);
    level.lonely.fetch_add(without, std::memory_order_relaxed);
  }

  std::uint64_t vertices_of(std::size_t word) const {
    const std::size_t left = graph_.vertices - word * 64;
    return left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
  }

  /// What the queue holds and the bitmaps do not know yet is settled; its last level is the front.
  void queue_to_bitmaps() {
    std::fill_n(front_, words_, 0);
    team_.for_chunks(static_cast<Index>(last_ - settled_to_), kQueuedAtOnce,
                     [&](Index begin, Index end, int) {
                       for (std::size_t at = settled_to_ + static_cast<std::size_t>(begin);
                            at < settled_to_ + static_cast<std::size_t>(end); ++at)
                         set_bits(graph_.frontier[at], at >= first_);
                     });
    is_in_bitmap_ = true;
  }

  void set_bits(Vertex v, bool is_front) {
    const std::uint64_t bit = std::uint64_t{1} << (v % 64);
    std::atomic_ref(settled_[v / 64]).fetch_or(bit, std::memory_order_relaxed);
    if (is_front) std::atomic_ref(front_[v / 64]).fetch_or(bit, std::memory_order_relaxed);
  }

  void bitmap_to_queue() {
    Tail tail;
    team_.for_chunks(static_cast<Index>(words_), kWordsAtOnce, [&](Index begin, Index end, int) {
      Found found(graph_.frontier, tail);
      for (auto word = static_cast<std::size_t>(begin); word < static_cast<std::size_t>(end);
           ++word)
        for (std::uint64_t rest = front_[word]; rest != 0; rest &= rest - 1)
          found.push(static_cast<Vertex>(word * 64) + static_cast<Vertex>(std::countr_zero(rest)));
      found.append();
    });
    first_ = 0;
    last_ = settled_to_ = tail.at;
    is_in_bitmap_ = false;
  }

  HostTeam& team_;
  const SearchArrays& graph_;
  std::size_t words_;
  /// Reached, or without an edge: bottom-up levels pass them over. Kept by those levels and, for
  /// what top-down levels found meanwhile, by queue_to_bitmaps.
  std::uint64_t* settled_;
  std::uint64_t *front_, *next_;
  bool is_in_bitmap_ = false;                           // the frontier: in front_
  std::size_t first_ = 0, last_ = 0;                    // … else in the queue, from, to
  std::size_t settled_to_ = 0;                          // what of the queue settled_ knows
  std::uint64_t found_vertices_ = 0, found_edges_ = 0;  // of the frontier
  std::uint64_t open_vertices_ = 0, open_edges_ = 0;    // of what no level has found
};

}  // namespace

void bfs_direction_optimising(HostTeam& team, const Args& args) {
  for (std::size_t number = 0; number < search_count(args); ++number) {
    const SearchArrays arrays = search_arrays(args, number);
    Search(team, arrays).run(args.value<const Vertex>(kRoots)[number]);
  }
}

std::string direction_optimising_refusal(const Problem& problem) {
  const auto& graph = problem.shape().as<BfsShape>().graph;
  if (is_symmetric(graph)) return {};
  return "a vertex must see who points to it, and the edges of " + graph + " have one direction";
}

}  // namespace pontage::graph_walk
