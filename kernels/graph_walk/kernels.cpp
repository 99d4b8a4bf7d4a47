// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/chase.hpp"
#include "kernels/graph_walk/khop.hpp"
#include "kernels/graph_walk/random_walk.hpp"

namespace pontage::graph_walk {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 4> all{&chase(), &bfs(), &random_walk(), &khop()};
  return all;
}

}  // namespace pontage::graph_walk
