// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "kernels/graph_walk/graph.hpp"
#include "kernels/graph_walk/random_walk_shape.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

const Kernel& random_walk();

/// The problem on `graph`, for whoever brings a graph; `source` stands in the remark. The graph has
/// vertices.
std::unique_ptr<Problem> make_random_walk_problem(Graph graph, Shape shape, Seed seed,
                                                  std::string source);

}  // namespace pontage::graph_walk
