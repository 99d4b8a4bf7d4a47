// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/random_walk_item.hpp"
#include "kernels/graph_walk/random_walk_variants.hpp"
#include "libbench/software_barrel.hpp"

namespace pontage::graph_walk {
namespace {

/// Walks in a chunk: a whole number of fillings of any barrel, so that none runs half empty.
constexpr Index kWalksAtOnce = 2 * kMostContexts;

}  // namespace

void random_walk_plain(HostTeam& team, const Args& args) {
  const Walks walks = walks_of(args);
  team.for_chunks(args.shape_as<RandomWalkShape>().walks, kWalksAtOnce,
                  [&](Index begin, Index end, int) {
                    NullProbe probe;
                    for (Index walk = begin; walk < end; ++walk) walk_item(probe, walks, walk);
                  });
}

void random_walk_barrel(HostTeam& team, const Args& args) {
  const Walks walks = walks_of(args);
  const auto& shape = args.shape_as<RandomWalkShape>();
  team.for_chunks(shape.walks, kWalksAtOnce, [&](Index begin, Index end, int) {
    NullProbe probe;
    run_software_barrel<Walker>(
        static_cast<int>(shape.contexts), begin, end,
        [&](Walker& walker, Index walk) { start_walk(probe, walks, walker, walk); },
        [&](Walker& walker) { return step_walk(probe, walks, walker); });
  });
}

}  // namespace pontage::graph_walk
