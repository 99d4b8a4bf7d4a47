// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/graph_walk/bfs_shape.hpp"
#include "kernels/graph_walk/graph.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

const Kernel& bfs();

/// The problem of searching `graph` from `roots`, for whoever brings a graph; `source` stands in
/// the remark.
std::unique_ptr<Problem> make_bfs_problem(Graph graph, std::vector<Vertex> roots, Shape shape,
                                          std::string source);

}  // namespace pontage::graph_walk
