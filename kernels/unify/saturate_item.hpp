// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string_view>

#include "kernels/unify/relation.hpp"
#include "libbench/probe.hpp"

namespace pontage::unify {

enum class SaturateSite : Site { offset, target, member, stamp, segment, head, answer };
constexpr Site site(SaturateSite s) { return static_cast<Site>(s); }

/// The room of one worker at a time, for the rows of a chunk.
template <class Probe>
class RelationLane {
 public:
  RelationLane(Probe& probe, const Relation& t, Index lane)
      : probe_(probe),
        members_(t.members),
        ledger_(t.ledger),
        block_(&t.ledger->blocks[lane]),
        stamps_(t.stamps + lane * t.nodes),
        nodes_(static_cast<std::uint64_t>(t.nodes)),
        at_(block_->at),
        end_(block_->end) {}
  RelationLane(const RelationLane&) = delete;
  RelationLane& operator=(const RelationLane&) = delete;
  ~RelationLane() { *block_ = {at_, end_}; }

  /// Starts a row; whatever was stamped is forgotten. A stamp is a row's number and 1, or 0.
  void start(std::uint32_t stamp) {
    if (end_ - at_ < nodes_) take_block();
    first_ = at_;
    stamp_ = stamp;
  }
  /// Says that `node` is in the row already.
  void know(Node node) { probe_.store(&stamps_[node], stamp_, site(SaturateSite::stamp)); }
  void add(Node node) {
    if (probe_.follow(&stamps_[node], site(SaturateSite::stamp)) == stamp_) return;
    probe_.store(&stamps_[node], stamp_, site(SaturateSite::stamp));
    probe_.store(&members_[at_++], node, site(SaturateSite::member));
  }
  void clear(Index nodes) {
    for (Index i = 0; i < nodes; ++i) stamps_[i] = 0;
  }
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return at_; }

 private:
  void take_block() {
    const std::atomic_ref<std::uint64_t> taken(ledger_->members);
    at_ = taken.fetch_add(nodes_ + kBlockMembers, std::memory_order_relaxed);
    end_ = at_ + nodes_ + kBlockMembers;
  }
  Probe& probe_;
  Node* members_;
  RelationLedger* ledger_;
  LaneBlock* block_;
  std::uint32_t* stamps_;
  std::uint64_t nodes_;
  std::uint64_t at_, end_, first_ = 0;
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

/// Adds members of a row to its count and sum.
template <class Probe>
void add_answer(Probe& probe, const Relation& t, Index row, std::uint64_t first,
                std::uint64_t end) {
  std::uint64_t sum = probe.load(&t.sums[row], site(SaturateSite::answer));
  for (std::uint64_t at = first; at < end; ++at)
    sum += member_mix(probe.load(&t.members[at], site(SaturateSite::member)));
  probe.op(Op::multiply, static_cast<unsigned>(end - first));
  const std::uint32_t count = probe.load(&t.counts[row], site(SaturateSite::answer));
  probe.store(&t.counts[row], count + static_cast<std::uint32_t>(end - first),
              site(SaturateSite::answer));
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
  probe.store(&t.counts[row], 0U, site(SaturateSite::answer));
  probe.store(&t.sums[row], std::uint64_t{0}, site(SaturateSite::answer));
  add_answer(probe, t, row, lane.first(), lane.end());
}

/// One round of one program over some rows.
template <class Probe>
class Round {
 public:
  Round(Probe& probe, const Relation& t, Index lane, std::string_view program, std::uint32_t round)
      : probe_(probe), t_(t), lane_(probe, t, lane), program_(program[0]), round_(round) {}

  void run(Index begin, Index end) {
    std::uint64_t grown = 0;
    for (Index row = begin; row < end; ++row) {
      const auto node = static_cast<Node>(row);
      set(&t_.coming[row], kNoSegment);
      if (!is_fed(node)) continue;
      // Never the stamp of another row or round of this lane: 0 is none.
      lane_.start(stamp(node));
      for_segments(head(&t_.newest[row]), [&](Node member) { lane_.know(member); });
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
  std::uint32_t head(const std::uint32_t* of_node) {
    return probe_.follow(of_node, site(SaturateSite::head));
  }
  void set(std::uint32_t* of_node, std::uint32_t to) {
    probe_.store(of_node, to, site(SaturateSite::head));
  }
  bool has_delta(Node node) { return head(&t_.grew[node]) == round_ - 1; }
  bool has_facts(Node node) {
    const std::uint32_t first = probe_.load(&t_.offsets[node], site(SaturateSite::offset));
    return first < probe_.load(&t_.offsets[node + std::size_t{1}], site(SaturateSite::offset));
  }

  /// Whether the round can find anything for the row.
  bool is_fed(Node node) {
    return round_ > 1 && program_ == 'r' ? has_delta(node) : has_facts(node);
  }

  template <class Take>
  void for_members(const Segment& s, const Take& take) {
    for (std::uint64_t at = s.first; at < s.first + s.size; ++at)
      take(probe_.load(&t_.members[at], site(SaturateSite::member)));
  }
  Segment segment(std::uint32_t number) {
    return probe_.follow(&t_.segments[number], site(SaturateSite::segment));
  }
  template <class Take>
  void for_segments(std::uint32_t number, const Take& take) {
    while (number != kNoSegment) {
      const Segment s = segment(number);
      for_members(s, take);
      number = s.earlier;
    }
  }
  template <class Take>
  void for_delta(Node node, const Take& take) {
    if (has_delta(node)) for_members(segment(head(&t_.newest[node])), take);
  }

  void derive(Node row) {
    const auto add = [&](Node node) { lane_.add(node); };
    if (round_ == 1) return for_facts(probe_, t_, row, add);
    if (program_ == 'r') return for_delta(row, [&](Node y) { for_facts(probe_, t_, y, add); });
    if (program_ == 'l') return for_facts(probe_, t_, row, [&](Node y) { for_delta(y, add); });
    for_delta(row, [&](Node y) { for_segments(head(&t_.newest[y]), add); });
    const std::uint32_t newest = head(&t_.newest[row]);
    const std::uint32_t old = has_delta(row) ? segment(newest).earlier : newest;
    for_segments(old, [&](Node y) { for_delta(y, add); });
  }

  void keep(Node row) {
    const auto number =
        static_cast<std::uint32_t>(std::atomic_ref<std::uint64_t>(t_.ledger->segments)
                                       .fetch_add(1, std::memory_order_relaxed));
    probe_.store(&t_.segments[number],
                 Segment{lane_.first(), static_cast<std::uint32_t>(lane_.end() - lane_.first()),
                         head(&t_.newest[row])},
                 site(SaturateSite::segment));
    set(&t_.coming[row], number);
    add_answer(probe_, t_, row, lane_.first(), lane_.end());
  }

  Probe& probe_;
  const Relation& t_;
  RelationLane<Probe> lane_;
  char program_;
  std::uint32_t round_;
};

}  // namespace pontage::unify
