// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/graph_walk/khop_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// What one neighbourhood came to.
struct HopCount {
  std::int64_t vertices = 0, expanded = 0, edges = 0;
  std::int64_t rows_with_edges = 0;  ///< of those expanded
};
/// The plain text of one neighbourhood: a vertex is new when it is not in the list. `reached` has
/// room for `most`, `counts` for hops + 1.
HopCount collect_neighbourhood(const std::uint64_t* offsets, const Vertex* targets, Vertex seed,
                               const KhopShape&, Vertex* reached, std::uint32_t* counts);

/// One seed after the other, serial.
void khop_reference(const Args&);

/// The item, one seed after the other in each worker: `contexts` is 1.
void khop_plain(HostTeam&, const Args&);

/// `contexts` items in flight in each worker.
void khop_barrel(HostTeam&, const Args&);

}  // namespace pontage::graph_walk
