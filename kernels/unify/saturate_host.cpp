// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/unify/round_item.hpp"
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
  t.rows = args.value<GrowingRow>(kRowRecords);
  t.coming = t.rows + t.nodes;
  t.delta = args.value<std::uint64_t>(kRowMarks);
  t.grows = t.delta + t.words();
  t.stamps = args.value<std::uint32_t>(kStamps);
  t.found = t.stamps + kRelationLanes * t.nodes;
  t.taken = args.value<MembersTaken>(kTaken);
  return t;
}

namespace {

/// Rows in a chunk, and words of their marks.
constexpr Index kRowsAtOnce = 512, kWordsAtOnce = kRowsAtOnce / 64;

/// Things in chunks, each with a lane that no other chunk under way has.
template <class Body>
void for_lanes(HostTeam& team, Index count, Index at_once, const Body& body) {
  if (team.workers() <= kRelationLanes) {
    team.for_chunks(count, at_once,
                    [&](Index begin, Index end, int worker) { body(begin, end, Index{worker}); });
    return;
  }
  team.for_chunks(kRelationLanes, 1, [&](Index lane, Index, int) {
    body(count * lane / kRelationLanes, count * (lane + 1) / kRelationLanes, lane);
  });
}

void clear_lanes(HostTeam& team, const Relation& t) {
  *t.taken = {};
  team.for_chunks(std::min<Index>(team.workers(), kRelationLanes), 1, [&](Index lane, Index, int) {
    NullProbe probe;
    RelationLane(probe, t, lane).clear(t.nodes);
  });
}

}  // namespace

void saturate_rows(HostTeam& team, const Args& args) {
  const Relation t = relation_of(args);
  clear_lanes(team, t);
  for_lanes(team, t.nodes, kRowsAtOnce, [&](Index begin, Index end, Index number) {
    NullProbe probe;
    RelationLane lane(probe, t, number);
    for (Index row = begin; row < end; ++row) row_item(probe, t, lane, row);
  });
}

void saturate_rounds(HostTeam& team, const Args& args) {
  Relation t = relation_of(args);
  const std::string_view program = args.shape_as<SaturateShape>().program;
  clear_lanes(team, t);
  team.for_chunks(t.nodes, kRowsAtOnce, [&](Index begin, Index end, int) {
    std::fill(t.rows + begin, t.rows + end, GrowingRow{});
  });
  for (std::uint32_t round = 1;; ++round) {
    t.taken->grown = 0;
    for_lanes(team, t.words(), kWordsAtOnce, [&](Index begin, Index end, Index lane) {
      NullProbe probe;
      Round(probe, t, lane, program, round).run(begin, end);
    });
    if (t.taken->grown == 0) break;
    if (program != "right")
      for_lanes(team, t.words(), kWordsAtOnce, [&](Index begin, Index end, Index) {
        NullProbe probe;
        publish_rows(probe, t, begin, end);
      });
    std::swap(t.delta, t.grows);
  }
  team.for_chunks(t.nodes, kRowsAtOnce, [&](Index begin, Index end, int) {
    NullProbe probe;
    for (Index row = begin; row < end; ++row)
      answer_row(probe, t, row, t.rows[row].first, t.rows[row].first + t.rows[row].size);
  });
}

}  // namespace pontage::unify
