// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "kernels/graph_walk/graph.hpp"
#include "kernels/graph_walk/khop_shape.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

const Kernel& khop();

/// The problem on `graph`, for whoever brings a graph; `source` stands in the remark. The graph has
/// vertices.
std::unique_ptr<Problem> make_khop_problem(Graph graph, Shape shape, Seed seed, std::string source);

}  // namespace pontage::graph_walk
