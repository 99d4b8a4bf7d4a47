// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/probed_graph.hpp"
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
  template <class Probe>
  Range reach(const ProbedGraph<Probe>& graph, const PlanPattern& pattern, Id from, bool is_forward,
              bool in_order = true) {
    const bool is_last = from == from_ && is_forward == is_forward_;
    if (!is_last) walk(graph, pattern, from, is_forward);
    if (in_order && !is_in_order_) put_in_order(graph.probe());
    return {reached_, reached_ + count_};
  }
  /// Of the last reach().
  template <class Probe>
  bool has(Probe& probe, Id term) const {
    return (probe.follow(seen_ + term / 64, site(JoinSite::mark)) >> (term % 64) & 1U) != 0;
  }

 private:
  template <class Probe>
  void walk(const ProbedGraph<Probe>& graph, const PlanPattern& pattern, Id from, bool is_forward) {
    Probe& probe = graph.probe();
    forget(probe);
    is_in_order_ = false;
    from_ = from;
    is_forward_ = is_forward;
    const Id p = pattern.at[1].id;
    if (pattern.path == Path::star) add(probe, from);
    if (p == kNoTerm) return;
    add_step(graph, p, from);
    for (std::size_t at = 0; at < count_; ++at)
      if (const Id term = probe.load(reached_ + at, site(JoinSite::kept)); term != from)
        add_step(graph, p, term);
  }
  template <class Probe>
  void add_step(const ProbedGraph<Probe>& graph, Id p, Id term) {
    graph.each(is_forward_ ? graph.objects(term, p) : graph.subjects(p, term), [&](Id reached) {
      add(graph.probe(), reached);
      return true;
    });
  }
  template <class Probe>
  void add(Probe& probe, Id term) {
    std::uint64_t* const word = seen_ + term / 64;
    const std::uint64_t bit = std::uint64_t{1} << (term % 64);
    const std::uint64_t there = probe.follow(word, site(JoinSite::mark));
    if ((there & bit) != 0) return;
    probe.store(word, there | bit, site(JoinSite::mark));
    probe.store(reached_ + count_++, term, site(JoinSite::kept));
  }
  template <class Probe>
  void forget(Probe& probe) {
    if (count_ > words_) {
      std::memset(seen_, 0, words_ * sizeof *seen_);
      tell(probe, {.stores = words_, .bytes = sizeof *seen_});
    } else {
      for (std::size_t i = 0; i < count_; ++i)
        probe.store(seen_ + probe.load(reached_ + i, site(JoinSite::kept)) / 64, std::uint64_t{0},
                    site(JoinSite::mark));
    }
    count_ = 0;
  }
  template <class Probe>
  void put_in_order(Probe& probe) {
    is_in_order_ = true;
    if (count_ < words_) {
      tell(probe, accesses_of_sort(count_, sizeof *reached_));
      return std::sort(reached_, reached_ + count_);
    }
    count_ = 0;
    for (std::size_t word = 0; word < words_; ++word)
      for (std::uint64_t bits = probe.load(seen_ + word, site(JoinSite::mark)); bits != 0;
           bits &= bits - 1)
        probe.store(reached_ + count_++,
                    static_cast<Id>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))),
                    site(JoinSite::kept));
  }

  Id* reached_ = nullptr;
  std::uint64_t* seen_ = nullptr;
  std::size_t words_ = 0, count_ = 0;
  Id from_ = kNoTerm;
  bool is_forward_ = true, is_in_order_ = false;
};

}  // namespace pontage::triple_join
