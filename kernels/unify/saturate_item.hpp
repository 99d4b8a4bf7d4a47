// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/lane_members.hpp"
#include "libbench/probe.hpp"

namespace pontage::unify {

enum class SaturateSite : Site { offset, target, member, stamp, row, mark, answer };
constexpr Site site(SaturateSite s) { return static_cast<Site>(s); }

/// The lane of one worker at a time, for the rows of a chunk.
template <class Probe>
class RelationLane {
 public:
  RelationLane(Probe& probe, const Relation& t, Index lane)
      : probe_(probe), t_(t), room_(t, lane), stamps_(t.stamps + lane * t.nodes) {}

  /// Starts a row; whatever was stamped is forgotten. A stamp is a row's number and 1, or 0.
  void start(std::uint32_t stamp) {
    first_ = at_ = room_.room_for(static_cast<std::uint64_t>(t_.nodes));
    stamp_ = stamp;
  }
  void add(Node node) {
    if (probe_.follow(&stamps_[node], site(SaturateSite::stamp)) == stamp_) return;
    probe_.store(&stamps_[node], stamp_, site(SaturateSite::stamp));
    probe_.store(&t_.members[at_++], node, site(SaturateSite::member));
  }
  void finish() { room_.take(at_ - first_); }
  void clear(Index nodes) {
    for (Index i = 0; i < nodes; ++i) stamps_[i] = 0;
  }
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return at_; }

 private:
  Probe& probe_;
  const Relation& t_;
  LaneMembers room_;
  std::uint32_t* stamps_;
  std::uint64_t at_ = 0, first_ = 0;
  std::uint32_t stamp_ = 0;
};

/// All Z of e(node, Z), for a node that was loaded.
template <class Probe, class Take>
void for_facts(Probe& probe, const Relation& t, Node node, const Take& take) {
  const std::uint32_t first = probe.follow(&t.offsets[node], site(SaturateSite::offset));
  const std::uint32_t end =
      probe.load(&t.offsets[node + std::size_t{1}], site(SaturateSite::offset));
  for (std::uint32_t fact = first; fact < end; ++fact)
    take(probe.load(&t.targets[fact], site(SaturateSite::target)));
}

/// Writes the answer of a row from its members.
template <class Probe>
void answer_row(Probe& probe, const Relation& t, Index row, std::uint64_t first,
                std::uint64_t end) {
  std::uint64_t sum = 0;
  for (std::uint64_t at = first; at < end; ++at)
    sum += member_mix(probe.load(&t.members[at], site(SaturateSite::member)));
  probe.op(Op::multiply, static_cast<unsigned>(end - first));
  probe.store(&t.counts[row], static_cast<std::uint32_t>(end - first), site(SaturateSite::answer));
  probe.store(&t.sums[row], sum, site(SaturateSite::answer));
}

/// One row to its own fixpoint, in the program `right`.
template <class Probe>
void row_item(Probe& probe, const Relation& t, RelationLane<Probe>& lane, Index row) {
  lane.start(static_cast<std::uint32_t>(row) + 1);
  const auto add = [&](Node node) { lane.add(node); };
  for_facts(probe, t, static_cast<Node>(row), add);
  // What stands behind `at` is what the next rounds join.
  for (std::uint64_t at = lane.first(); at < lane.end(); ++at)
    for_facts(probe, t, probe.load(&t.members[at], site(SaturateSite::member)), add);
  lane.finish();
  answer_row(probe, t, row, lane.first(), lane.end());
}

}  // namespace pontage::unify
