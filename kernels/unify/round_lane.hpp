// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/saturate_item.hpp"

namespace pontage::unify {

/// The lane of one worker at a time in a round: adds to one row after the other. What a row has is
/// looked up in its bits where it has some; else its members are stamped first, if anything is to
/// be added.
template <class Probe>
class RoundLane {
 public:
  RoundLane(Probe& probe, const Relation& t, Index lane)
      : probe_(probe),
        t_(t),
        nodes_(static_cast<std::uint64_t>(t.nodes)),
        room_(t, lane),
        stamps_(t.stamps + lane * t.nodes),
        found_(t.found + lane * t.nodes) {}

  /// Starts a row as it is. The stamp is never that of another row or round of this lane, nor 0.
  void start(const GrowingRow& row, std::uint32_t stamp) {
    row_ = row;
    members_ = t_.members + row.first;
    bits_ = RowRoom::bits(nodes_, row.size);
    stamp_ = stamp;
    is_stamped_ = false;
    count_ = 0;
  }
  void add(Node node) {
    if (!is_new(node)) return;
    probe_.store(&found_[count_++], node, site(SaturateSite::member));
  }
  bool has_found() const { return count_ > 0; }

  /// The row with what was found; who reads it as it was still may.
  GrowingRow grown() {
    const std::uint32_t size = row_.size + count_;
    GrowingRow row{row_.first, row_.size, size};
    if (RowRoom::members(nodes_, size) != RowRoom::members(nodes_, row_.size)) move(row);
    for (std::uint32_t i = 0; i < count_; ++i)
      probe_.store(&t_.members[row.first + row_.size + i],
                   probe_.load(&found_[i], site(SaturateSite::member)), site(SaturateSite::member));
    return row;
  }

 private:
  bool is_new(Node node) {
    if (bits_ != 0) return mark(members_ - bits_, node);
    if (!is_stamped_) stamp_members();
    if (probe_.follow(&stamps_[node], site(SaturateSite::stamp)) == stamp_) return false;
    probe_.store(&stamps_[node], stamp_, site(SaturateSite::stamp));
    return true;
  }
  void stamp_members() {
    for (std::uint32_t i = 0; i < row_.size; ++i)
      probe_.store(&stamps_[probe_.load(&members_[i], site(SaturateSite::member))], stamp_,
                   site(SaturateSite::stamp));
    is_stamped_ = true;
  }
  /// False when the bit was set.
  bool mark(std::uint32_t* bits, Node node) {
    std::uint32_t* const word = bits + node / 32;
    const std::uint32_t was = probe_.follow(word, site(SaturateSite::mark));
    const std::uint32_t bit = 1U << (node % 32);
    if ((was & bit) != 0) return false;
    probe_.store(word, was | bit, site(SaturateSite::mark));
    return true;
  }

  /// To a larger room, with its bits where there are to be some.
  void move(GrowingRow& row) {
    const std::uint32_t bits = RowRoom::bits(nodes_, row.size);
    row.first = room_.take(RowRoom::words(nodes_, row.size)) + bits;
    Node* const to = t_.members + row.first;
    for (std::uint32_t i = 0; i < row_.size; ++i)
      probe_.store(&to[i], probe_.load(&members_[i], site(SaturateSite::member)),
                   site(SaturateSite::member));
    if (bits == 0) return;
    for (std::uint32_t i = 0; i < bits; ++i)
      probe_.store(to - bits + i, 0U, site(SaturateSite::mark));
    for (std::uint32_t i = 0; i < row_.size; ++i) mark(to - bits, to[i]);
    for (std::uint32_t i = 0; i < count_; ++i) mark(to - bits, found_[i]);
  }

  Probe& probe_;
  const Relation& t_;
  std::uint64_t nodes_;
  LaneMembers room_;
  std::uint32_t* stamps_;
  Node* found_;
  GrowingRow row_;
  Node* members_ = nullptr;
  std::uint32_t bits_ = 0, stamp_ = 0, count_ = 0;
  bool is_stamped_ = false;
};

}  // namespace pontage::unify
