// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/unify/saturate_item.hpp"
#include "kernels/unify/saturate_variants.hpp"

namespace pontage::unify {

Relation relation_of(const Args& args) {
  Relation t;
  t.nodes = args.size[kRowCounts].count() / static_cast<Index>(sizeof(std::uint32_t));
  t.offsets = args.value<const std::uint32_t>(kFactOffsets);
  t.targets = args.value<const Node>(kFactTargets);
  t.counts = args.value<std::uint32_t>(kRowCounts);
  t.sums = args.value<std::uint64_t>(kRowSums);
  t.members = args.value<Node>(kMembers);
  t.segments = args.value<Segment>(kSegments);
  t.newest = args.value<std::uint32_t>(kRowHeads);
  t.coming = t.newest + t.nodes;
  t.grew = t.coming + t.nodes;
  t.stamps = args.value<std::uint32_t>(kStamps);
  t.ledger = args.value<RelationLedger>(kLedger);
  return t;
}

namespace {

/// Rows in a chunk.
constexpr Index kRowsAtOnce = 512;

/// Rows in chunks, each with a lane that no other chunk under way has.
template <class Body>
void for_rows(HostTeam& team, const Relation& t, const Body& body) {
  if (team.workers() <= kRelationLanes) {
    team.for_chunks(t.nodes, kRowsAtOnce,
                    [&](Index begin, Index end, int worker) { body(begin, end, Index{worker}); });
    return;
  }
  team.for_chunks(kRelationLanes, 1, [&](Index lane, Index, int) {
    body(t.nodes * lane / kRelationLanes, t.nodes * (lane + 1) / kRelationLanes, lane);
  });
}

void clear_lanes(HostTeam& team, const Relation& t) {
  *t.ledger = {};
  team.for_chunks(std::min<Index>(team.workers(), kRelationLanes), 1, [&](Index lane, Index, int) {
    NullProbe probe;
    RelationLane(probe, t, lane).clear(t.nodes);
  });
}

}  // namespace

void saturate_rows(HostTeam& team, const Args& args) {
  const Relation t = relation_of(args);
  clear_lanes(team, t);
  for_rows(team, t, [&](Index begin, Index end, Index number) {
    NullProbe probe;
    RelationLane lane(probe, t, number);
    for (Index row = begin; row < end; ++row) row_item(probe, t, lane, row);
  });
}

void saturate_rounds(HostTeam& team, const Args& args) {
  const Relation t = relation_of(args);
  const std::string_view program = args.shape_as<SaturateShape>().program;
  clear_lanes(team, t);
  team.for_chunks(t.nodes, kRowsAtOnce, [&](Index begin, Index end, int) {
    std::fill(t.counts + begin, t.counts + end, 0U);
    std::fill(t.sums + begin, t.sums + end, std::uint64_t{0});
    std::fill(t.newest + begin, t.newest + end, kNoSegment);
    std::fill(t.grew + begin, t.grew + end, 0U);
  });
  for (std::uint32_t round = 1;; ++round) {
    t.ledger->grown = 0;
    for_rows(team, t, [&](Index begin, Index end, Index lane) {
      NullProbe probe;
      Round(probe, t, lane, program, round).run(begin, end);
    });
    if (t.ledger->grown == 0) return;
    team.for_chunks(t.nodes, kRowsAtOnce, [&](Index begin, Index end, int) {
      for (Index row = begin; row < end; ++row) {
        if (t.coming[row] == kNoSegment) continue;
        t.newest[row] = t.coming[row];
        t.grew[row] = round;
      }
    });
  }
}

}  // namespace pontage::unify
