// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/robinson_item.hpp"
#include "kernels/unify/row_vectors.hpp"
#include "kernels/unify/unify_variants.hpp"
#include "kernels/unify/union_find_item.hpp"

namespace pontage::unify {
namespace {

/// Every lane takes a stretch of the pairs; how many workers there are was not known when the room
/// was laid out.
template <class Item>
void run_lanes(HostTeam& team, const Args& args, Item item) {
  const Unifications all = unifications_of(args);
  const auto lanes = static_cast<Index>(all.limits.lanes);
  const auto pairs = static_cast<Index>(all.limits.pairs);
  team.for_chunks(lanes, 1, [&](Index begin, Index end, int) {
    for (Index number = begin; number < end; ++number) {
      const Lane lane = all.lane(static_cast<std::uint64_t>(number));
      for (Index pair = pairs * number / lanes; pair < pairs * (number + 1) / lanes; ++pair)
        item(all, lane, static_cast<std::uint64_t>(pair));
    }
  });
}

}  // namespace

void unify_union_find(HostTeam& team, const Args& args) {
  run_lanes(team, args, [](const Unifications& all, const Lane& lane, std::uint64_t pair) {
    NullProbe probe;
    union_find_item(probe, all, lane, pair);
  });
}

#ifdef PONTAGE_HAS_HIGHWAY
void unify_vectors(HostTeam& team, const Args& args) {
  const Cell* const cells = args.value<const Cell>(kTermCells);
  const auto count = static_cast<std::size_t>(args.size[kTermCells].count()) / sizeof(Cell);
  const ManyRows rows{row_functions(), cells + count};
  run_lanes(team, args, [&](const Unifications& all, const Lane& lane, std::uint64_t pair) {
    NullProbe probe;
    if (all.pairs[pair].cells < ManyRows::kFewCells)
      union_find_item(probe, all, lane, pair);
    else
      union_find_item(probe, all, lane, pair, rows);
  });
}
#endif

void unify_recursive(HostTeam& team, const Args& args) {
  run_lanes(team, args, [](const Unifications& all, const Lane& lane, std::uint64_t pair) {
    NullProbe probe;
    robinson_item(probe, all, lane, pair);
  });
}

}  // namespace pontage::unify
