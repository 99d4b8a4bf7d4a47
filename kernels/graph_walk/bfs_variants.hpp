// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/graph_walk/graph.hpp"
#include "libbench/dialect.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

/// The arrays of one search, wherever they live.
struct SearchArrays {
  const std::uint64_t* offsets = nullptr;
  const Vertex* targets = nullptr;
  std::size_t vertices = 0;
  std::int32_t* parents = nullptr;  ///< [vertices], of this root
  Vertex* frontier = nullptr;  ///< [vertices]: each vertex enters at most once, so the levels stand
                               ///< one after the other
  std::uint64_t* bitmaps = nullptr;  ///< [3, bitmap_words(vertices)]
};

/// The arrays of search number `search` among a variant's arguments, and how many searches there
/// are.
SearchArrays search_arrays(const Args&, std::size_t search);
std::size_t search_count(const Args&);

inline std::size_t bitmap_words(std::size_t vertices) { return (vertices + 63) / 64; }

/// The plain text: one queue, serial. Fills all parents; returns how many vertices were reached,
/// which then stand at the front of the frontier.
std::size_t search_serially(const SearchArrays&, Vertex root);

void bfs_reference(const Args&);

/// One region to clear the parents, then one region a level; a vertex is claimed by
/// compare-exchange on its parent.
void bfs_top_down(HostTeam&, const Args&);

/// Top-down while the frontier has few edges, else bottom-up: every vertex not yet reached looks
/// for a neighbour in the frontier and stops at the first (Beamer et al. 2012). Needs every edge in
/// both directions.
void bfs_direction_optimising(HostTeam&, const Args&);
std::string direction_optimising_refusal(const Problem&);

}  // namespace pontage::graph_walk
