// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/khop_item.hpp"
#include "kernels/graph_walk/khop_variants.hpp"
#include "libbench/software_barrel.hpp"

namespace pontage::graph_walk {
namespace {

/// Seeds in a chunk: neighbourhoods differ in size, so a barrel refills itself from it.
constexpr Index kSeedsAtOnce = 2 * kMostContexts;

}  // namespace

void khop_plain(HostTeam& team, const Args& args) {
  const Neighbourhoods all = neighbourhoods_of(args);
  team.for_chunks(args.shape_as<KhopShape>().seeds, kSeedsAtOnce, [&](Index begin, Index end, int) {
    NullProbe probe;
    for (Index seed = begin; seed < end; ++seed) khop_item(probe, all, seed);
  });
}

void khop_barrel(HostTeam& team, const Args& args) {
  const Neighbourhoods all = neighbourhoods_of(args);
  const auto& shape = args.shape_as<KhopShape>();
  team.for_chunks(shape.seeds, kSeedsAtOnce, [&](Index begin, Index end, int) {
    NullProbe probe;
    run_software_barrel<Neighbourhood>(
        static_cast<int>(shape.contexts), begin, end,
        [&](Neighbourhood& n, Index seed) { start_neighbourhood(probe, all, n, seed); },
        [&](Neighbourhood& n) { return step_neighbourhood(probe, all, n); });
  });
}

}  // namespace pontage::graph_walk
