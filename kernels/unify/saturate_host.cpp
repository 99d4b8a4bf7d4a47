// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "kernels/unify/relation.hpp"
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
  team.for_chunks(std::min<Index>(team.workers(), kRelationLanes), 1,
                  [&](Index lane, Index, int) { RelationLane(t, lane).clear(t.nodes); });
}

void answer(const Relation& t, Index row, std::uint64_t first, std::uint64_t end) {
  std::uint64_t sum = 0;
  for (std::uint64_t at = first; at < end; ++at) sum += member_mix(t.members[at]);
  t.counts[row] += static_cast<std::uint32_t>(end - first);
  t.sums[row] += sum;
}

}  // namespace

void saturate_rows(HostTeam& team, const Args& args) {
  const Relation t = relation_of(args);
  clear_lanes(team, t);
  for_rows(team, t, [&](Index begin, Index end, Index number) {
    RelationLane lane(t, number);
    for (Index row = begin; row < end; ++row) {
      lane.start(static_cast<std::uint32_t>(row) + 1);
      const auto join = [&](Node node) {
        for (std::uint32_t fact = t.offsets[node]; fact < t.offsets[node + std::size_t{1}]; ++fact)
          lane.add(t.targets[fact]);
      };
      join(static_cast<Node>(row));
      // What stands behind `at` is what the next rounds join.
      for (std::uint64_t at = lane.first(); at < lane.end(); ++at) join(t.members[at]);
      t.counts[row] = 0;
      t.sums[row] = 0;
      answer(t, row, lane.first(), lane.end());
    }
  });
}

namespace {

/// One round of one program over some rows.
class Round {
 public:
  Round(const Relation& t, Index lane, std::string_view program, std::uint32_t round)
      : t_(t), lane_(t, lane), program_(program[0]), round_(round) {}

  void run(Index begin, Index end) {
    std::uint64_t grown = 0;
    for (Index row = begin; row < end; ++row) {
      const auto node = static_cast<Node>(row);
      t_.coming[row] = kNoSegment;
      if (!is_fed(node)) continue;
      // Never the stamp of another row or round of this lane: 0 is none.
      lane_.start(stamp(node));
      for_segments(t_.newest[row], [&](Node member) { lane_.know(member); });
      derive(node);
      if (lane_.end() == lane_.first()) continue;
      keep(node);
      ++grown;
    }
    if (grown > 0)
      std::atomic_ref<std::uint64_t>(t_.ledger->grown).fetch_add(grown, std::memory_order_relaxed);
  }

 private:
  std::uint32_t stamp(Node node) const {
    return round_ * static_cast<std::uint32_t>(t_.nodes) + node + 1;
  }
  bool has_delta(Node node) const { return t_.grew[node] == round_ - 1; }

  /// Whether the round can find anything for the row.
  bool is_fed(Node node) const {
    if (round_ == 1) return t_.offsets[node] < t_.offsets[node + std::size_t{1}];
    if (program_ == 'r') return has_delta(node);
    return t_.offsets[node] < t_.offsets[node + std::size_t{1}];
  }

  template <class Take>
  void for_segment(std::uint32_t segment, const Take& take) const {
    const Segment s = t_.segments[segment];
    for (std::uint64_t at = s.first; at < s.first + s.size; ++at) take(t_.members[at]);
  }
  template <class Take>
  void for_segments(std::uint32_t segment, const Take& take) const {
    for (; segment != kNoSegment; segment = t_.segments[segment].earlier)
      for_segment(segment, take);
  }
  template <class Take>
  void for_facts(Node node, const Take& take) const {
    for (std::uint32_t fact = t_.offsets[node]; fact < t_.offsets[node + std::size_t{1}]; ++fact)
      take(t_.targets[fact]);
  }
  template <class Take>
  void for_delta(Node node, const Take& take) const {
    if (has_delta(node)) for_segment(t_.newest[node], take);
  }

  void derive(Node row) {
    const auto add = [&](Node node) { lane_.add(node); };
    if (round_ == 1) return for_facts(row, add);
    if (program_ == 'r') return for_delta(row, [&](Node y) { for_facts(y, add); });
    if (program_ == 'l') return for_facts(row, [&](Node y) { for_delta(y, add); });
    for_delta(row, [&](Node y) { for_segments(t_.newest[y], add); });
    const std::uint32_t old = has_delta(row) ? t_.segments[t_.newest[row]].earlier : t_.newest[row];
    for_segments(old, [&](Node y) { for_delta(y, add); });
  }

  void keep(Node row) {
    const auto number =
        static_cast<std::uint32_t>(std::atomic_ref<std::uint64_t>(t_.ledger->segments)
                                       .fetch_add(1, std::memory_order_relaxed));
    t_.segments[number] = {lane_.first(), static_cast<std::uint32_t>(lane_.end() - lane_.first()),
                           t_.newest[row]};
    t_.coming[row] = number;
    answer(t_, row, lane_.first(), lane_.end());
  }

  const Relation& t_;
  RelationLane lane_;
  char program_;
  std::uint32_t round_;
};

}  // namespace

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
      Round(t, lane, program, round).run(begin, end);
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
