// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "kernels/graph_walk/chase.hpp"
#include "kernels/graph_walk/chase_variants.hpp"

namespace pontage::graph_walk {

void chase_reference(const Args& args) {
  const auto& shape = args.shape_as<ChaseShape>();
  const auto* cycle = args.value<const std::byte>(kCycle);
  const auto* starts = args.value<const std::uint64_t>(kStarts);
  auto* ends = args.value<std::uint64_t>(kEnds);
  for (std::int64_t chain = 0; chain < shape.banks * shape.chains; ++chain) {
    std::uint64_t at = starts[chain];
    for (std::int64_t hop = 0; hop < shape.hops; ++hop) std::memcpy(&at, cycle + at, sizeof at);
    ends[chain] = at;
  }
}

}  // namespace pontage::graph_walk
