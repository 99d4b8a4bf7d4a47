// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <string_view>

#include "kernels/unify/round_lane.hpp"

namespace pontage::unify {

/// One round of one program over some rows, 64 to a word of marks.
template <class Probe>
class Round {
 public:
  Round(Probe& probe, const Relation& t, Index lane, std::string_view program, std::uint32_t round)
      : probe_(probe), t_(t), lane_(probe, t, lane), program_(program[0]), round_(round) {}

  void run(Index begin, Index end) {
    std::uint64_t grown = 0;
    for (Index word = begin; word < end; ++word) {
      std::uint64_t grows = 0;
      for (std::uint64_t fed = fed_rows(word); fed != 0; fed &= fed - 1) {
        const auto node = static_cast<Node>(word * 64 + std::countr_zero(fed));
        if (!grow(node)) continue;
        grows |= fed & (~fed + 1);
        ++grown;
      }
      probe_.store(&t_.grows[word], grows, site(SaturateSite::mark));
    }
    if (grown > 0)
      std::atomic_ref<std::uint64_t>(t_.taken->grown).fetch_add(grown, std::memory_order_relaxed);
  }

 private:
  /// The rows of a word for which the round can find anything, as bits.
  std::uint64_t fed_rows(Index word) {
    if (round_ > 1 && program_ == 'r')
      return probe_.load(&t_.delta[word], site(SaturateSite::mark));
    std::uint64_t fed = 0;
    const Index nodes = std::min<Index>(64, t_.nodes - word * 64);
    for (Index i = 0; i < nodes; ++i)
      fed |= std::uint64_t{has_facts(static_cast<Node>(word * 64 + i))} << i;
    return fed;
  }
  bool has_facts(Node node) {
    const std::uint32_t first = probe_.load(&t_.offsets[node], site(SaturateSite::offset));
    return first < probe_.load(&t_.offsets[node + std::size_t{1}], site(SaturateSite::offset));
  }

  bool grow(Node node) {
    const GrowingRow row = probe_.load(&t_.rows[node], site(SaturateSite::row));
    lane_.start(row, round_ * static_cast<std::uint32_t>(t_.nodes) + node + 1);
    derive(node, row);
    if (!lane_.has_found()) return false;
    // In the program `right` no row reads another: there it is at once what the next round finds.
    probe_.store(&(program_ == 'r' ? t_.rows : t_.coming)[node], lane_.grown(),
                 site(SaturateSite::row));
    return true;
  }

  bool has_delta(Node node) {
    return (probe_.follow(&t_.delta[node / 64], site(SaturateSite::mark)) >> (node % 64) & 1) != 0;
  }
  template <class Take>
  void for_members(const GrowingRow& row, std::uint32_t from, std::uint32_t to, const Take& take) {
    for (std::uint32_t i = from; i < to; ++i)
      take(probe_.load(&t_.members[row.first + i], site(SaturateSite::member)));
  }
  GrowingRow row_of(Node node) { return probe_.follow(&t_.rows[node], site(SaturateSite::row)); }
  template <class Take>
  void for_delta(Node node, const Take& take) {
    if (!has_delta(node)) return;
    const GrowingRow row = row_of(node);
    for_members(row, row.old, row.size, take);
  }

  void derive(Node node, const GrowingRow& row) {
    const auto add = [&](Node found) { lane_.add(found); };
    if (round_ == 1) return for_facts(probe_, t_, node, add);
    if (program_ == 'r')
      return for_members(row, row.old, row.size, [&](Node y) { for_facts(probe_, t_, y, add); });
    if (program_ == 'l') return for_facts(probe_, t_, node, [&](Node y) { for_delta(y, add); });
    const std::uint32_t old = has_delta(node) ? row.old : row.size;
    for_members(row, old, row.size, [&](Node y) {
      const GrowingRow other = row_of(y);
      for_members(other, 0, other.size, add);
    });
    for_members(row, 0, old, [&](Node y) { for_delta(y, add); });
  }

  Probe& probe_;
  const Relation& t_;
  RoundLane<Probe> lane_;
  char program_;
  std::uint32_t round_;
};

/// After a round in which rows read each other: those that grew become what the round made them.
template <class Probe>
void publish_rows(Probe& probe, const Relation& t, Index begin, Index end) {
  for (Index word = begin; word < end; ++word)
    for (std::uint64_t grew = probe.load(&t.grows[word], site(SaturateSite::mark)); grew != 0;
         grew &= grew - 1) {
      const Index node = word * 64 + std::countr_zero(grew);
      probe.store(&t.rows[node], probe.load(&t.coming[node], site(SaturateSite::row)),
                  site(SaturateSite::row));
    }
}

}  // namespace pontage::unify
