// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// One cooperative launch does all searches of a job: the levels are separated by barriers of the
/// whole grid, so the host is asked nothing in between. One thread a vertex of the frontier: the
/// plain text.
void bfs_threads(CudaStream&, const Args&);

/// The same with one warp a vertex, its lanes looking at 32 edges at once: hubs no longer hold up
/// a thread, vertices of few edges leave lanes idle.
void bfs_warps(CudaStream&, const Args&);

/// The same as kernels that stay.
void bfs_threads_stay(CudaStream&, const ResidentBoard&, std::span<const Args>);
void bfs_warps_stay(CudaStream&, const ResidentBoard&, std::span<const Args>);

}  // namespace pontage::graph_walk
