// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/scratch.hpp"

namespace pontage::triple_join {

/// What a path reaches from one term, breadth first. Keeps the last answer, for joins ask for the
/// same one again while other variables move. One worker's, for one pattern.
class Closure {
 public:
  static constexpr std::size_t bytes_for(std::size_t terms) {
    return terms * sizeof(Id) + (terms + 63) / 64 * 8 + 128;
  }
  /// False when the scratch has no room.
  bool open(Scratch& scratch, std::size_t terms) {
    words_ = (terms + 63) / 64;
    reached_ = scratch.take<Id>(terms);
    seen_ = scratch.take<std::uint64_t>(words_);
    if (reached_ == nullptr || seen_ == nullptr) return false;
    std::memset(seen_, 0, words_ * sizeof *seen_);
    return true;
  }

  /// All that `pattern` reaches from `from`, ascending when that is wanted: forward from its
  /// subject, or backward from its object. Valid until the next call.
  Range reach(const GraphView& graph, const PlanPattern& pattern, Id from, bool is_forward,
              bool in_order = true) {
    const bool is_last = from == from_ && is_forward == is_forward_;
    if (!is_last) walk(graph, pattern, from, is_forward);
    if (in_order && !is_in_order_) put_in_order();
    return {reached_, reached_ + count_};
  }
  /// Of the last reach().
  bool has(Id term) const { return (seen_[term / 64] >> (term % 64) & 1U) != 0; }

 private:
  void walk(const GraphView& graph, const PlanPattern& pattern, Id from, bool is_forward) {
    forget();
    is_in_order_ = false;
    from_ = from;
    is_forward_ = is_forward;
    const Id p = pattern.at[1].id;
    if (pattern.path == Path::star) add(from);
    if (p != kNoTerm) {
      add_all(step(graph, p, from));
      for (std::size_t at = 0; at < count_; ++at)
        if (reached_[at] != from) add_all(step(graph, p, reached_[at]));
    }
  }
  Range step(const GraphView& graph, Id p, Id term) const {
    return is_forward_ ? graph.objects(term, p) : graph.subjects(p, term);
  }
  void add(Id term) {
    const std::uint64_t bit = std::uint64_t{1} << (term % 64);
    if ((seen_[term / 64] & bit) != 0) return;
    seen_[term / 64] |= bit;
    reached_[count_++] = term;
  }
  void add_all(Range terms) {
    for (const Id* term = terms.begin; term != terms.end; ++term) add(*term);
  }
  void forget() {
    if (count_ > words_)
      std::memset(seen_, 0, words_ * sizeof *seen_);
    else
      for (std::size_t i = 0; i < count_; ++i) seen_[reached_[i] / 64] = 0;
    count_ = 0;
  }
  void put_in_order() {
    is_in_order_ = true;
    if (count_ < words_) return std::sort(reached_, reached_ + count_);
    count_ = 0;
    for (std::size_t word = 0; word < words_; ++word)
      for (std::uint64_t bits = seen_[word]; bits != 0; bits &= bits - 1)
        reached_[count_++] =
            static_cast<Id>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
  }

  Id* reached_ = nullptr;
  std::uint64_t* seen_ = nullptr;
  std::size_t words_ = 0, count_ = 0;
  Id from_ = kNoTerm;
  bool is_forward_ = true, is_in_order_ = false;
};

}  // namespace pontage::triple_join
