// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/graph_walk/graph.hpp"
#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// The arrays of one search, wherever they live.
struct SearchArrays {
  const std::uint64_t* offsets = nullptr;
  const Vertex* targets = nullptr;
  std::size_t vertices = 0;
  std::int32_t* depths = nullptr;  ///< [vertices], of this root
  Vertex* frontier = nullptr;  ///< [vertices]: each vertex enters at most once, so the levels stand
                               ///< one after the other
};

/// The arrays of search number `search` among a variant's arguments, and how many searches there
/// are.
SearchArrays search_arrays(const Args&, std::size_t search);
std::size_t search_count(const Args&);

/// The plain text: one queue, serial. Fills all depths; returns how many vertices were reached,
/// which then stand at the front of the frontier.
std::size_t search_serially(const SearchArrays&, Vertex root);

void bfs_reference(const Args&);

/// One region to set the depths, then one region a level; a vertex is claimed by compare-exchange
/// on its depth.
void bfs_top_down(HostTeam&, const Args&);

}  // namespace pontage::graph_walk
