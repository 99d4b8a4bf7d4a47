// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "kernels/triple_join/leapfrog_item.hpp"
#include "kernels/triple_join/scratch.hpp"

namespace pontage::triple_join {

/// How the work of a leapfrog is cut into pieces: the values of one level's leaders, under every
/// choice of values for the levels above. A first variable with one value would leave one worker
/// with everything, so levels are entered, one after the other, until there is enough to share.
class LeapfrogSplit {
 public:
  /// By one worker, before the others begin. Goes no deeper than `wanted` values need, and not to
  /// where the scratch has no room.
  template <class Probe>
  void make(Search<Probe>& search, std::uint32_t levels, std::size_t wanted, Scratch& scratch) {
    total_ = search.leader_size(0);
    while (total_ > 0 && total_ < wanted && depth_ + 1 < levels) {
      auto* const next = scratch.take<Prefix>(total_);
      if (next == nullptr) return;
      std::size_t found = 0;
      for (std::size_t i = 0; i < count_; ++i) {
        const Prefix& before = prefix(i);
        search.enter(before.value.data(), depth_);
        search.each_value(depth_, [&](Id value) {
          next[found] = before;
          next[found++].value[depth_] = value;
        });
      }
      prefixes_ = next;
      count_ = found;
      ++depth_;
      total_ = 0;
      for (std::size_t i = 0; i < count_; ++i) {
        search.enter(next[i].value.data(), depth_);
        next[i].begin = total_;
        total_ += search.leader_size(depth_);
      }
    }
  }

  std::uint32_t depth() const { return depth_; }
  /// How many values there are to share.
  std::size_t total() const { return total_; }

  /// All solutions under the values [from, to). False: no more are wanted.
  template <class Probe>
  bool run(Search<Probe>& search, std::size_t from, std::size_t to) const {
    std::size_t at = 0;
    for (std::size_t length = count_; length > 1;) {  // the last that begins at `from` or before
      const std::size_t half = length / 2;
      at = prefix(at + half).begin <= from ? at + half : at;
      length -= half;
    }
    for (; from < to; ++at) {
      const std::size_t begin = prefix(at).begin,
                        end = std::min(to, at + 1 < count_ ? prefix(at + 1).begin : total_);
      if (from >= end) continue;  // nothing under it
      search.enter(prefix(at).value.data(), depth_);
      if (!search.run(depth_, from - begin, end - begin)) return false;
      from = end;
    }
    return true;
  }

 private:
  struct Prefix {
    std::array<Id, kMostVariables> value;  ///< of the levels above, in their order
    std::size_t begin;                     ///< where its values begin among all
  };
  const Prefix& prefix(std::size_t number) const {
    return prefixes_ == nullptr ? whole_ : prefixes_[number];
  }

  const Prefix whole_{};
  const Prefix* prefixes_ = nullptr;
  std::size_t count_ = 1, total_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace pontage::triple_join
