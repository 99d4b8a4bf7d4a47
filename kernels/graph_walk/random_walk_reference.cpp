// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/random_walk_variants.hpp"

namespace pontage::graph_walk {

WalkEnd follow_walk(const std::uint64_t* offsets, const Vertex* targets, Vertex start,
                    std::uint64_t state, const RandomWalkShape& shape) {
  WalkEnd walk{.at = start};
  for (std::int64_t step = 0; step < shape.steps; ++step) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t degree = offsets[walk.at + std::size_t{1}] - offsets[walk.at];
    const auto chance = static_cast<std::int64_t>(state / 65'536 % 65'536);
    if (degree == 0 || chance < shape.restart) {
      walk.at = start;
    } else {
      walk.at = targets[offsets[walk.at] + (state / 4'294'967'296) * degree / 4'294'967'296];
      ++walk.edges;
    }
    walk.sum += walk.at;
  }
  return walk;
}

void random_walk_reference(const Args& args) {
  const auto& shape = args.shape_as<RandomWalkShape>();
  for (std::int64_t number = 0; number < shape.walks; ++number) {
    const WalkEnd walk = follow_walk(args.value<const std::uint64_t>(kWalkOffsets),
                                     args.value<const Vertex>(kWalkTargets),
                                     args.value<const Vertex>(kWalkStarts)[number],
                                     args.value<const std::uint64_t>(kWalkStates)[number], shape);
    args.value<Vertex>(kWalkEnds)[number] = walk.at;
    args.value<std::uint64_t>(kWalkSums)[number] = walk.sum;
  }
}

}  // namespace pontage::graph_walk
