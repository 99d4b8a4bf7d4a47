// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/trie.hpp"
#include "libbench/probe.hpp"

namespace pontage::triple_join {

/// Where joins load and store.
enum class JoinSite : Site {
  leader,  ///< a value of the list that leads
  near,    ///< the first place looked at in another list
  gallop,
  halve,
  row,     ///< where the second terms of a key begin and end
  pair,    ///< where the third terms of a pair begin and end
  second,  ///< a second term that a search has found
  item,    ///< a term of a list that is walked
  slot,    ///< of a hash table, a set or a dictionary
  link,    ///< of a chain
  kept,    ///< a triple or a row kept in scratch
  mark,    ///< a bit for each term
  number   ///< a term's numeric value
};
PONTAGE_ITEM constexpr Site site(JoinSite s) { return static_cast<Site>(s); }

/// The first place from `from` on whose id is not below `id`: doubling steps, then halving without
/// a branch (Bentley and Yao 1976). Cheap when it is near. `is_new`: where the list begins has just
/// been loaded. What is halved depends on the load before, for there is no branch to guess it.
template <class Probe>
PONTAGE_ITEM const Id* gallop(Probe& probe, const Id* from, const Id* end, Id id,
                              bool is_new = false) {
  if (from == end) return from;
  if ((is_new ? probe.follow(from, site(JoinSite::near))
              : probe.load(from, site(JoinSite::near))) >= id)
    return from;
  std::size_t step = 1;
  const auto left = static_cast<std::size_t>(end - from);
  while (step < left && probe.load(from + step, site(JoinSite::gallop)) < id) {
    from += step;
    step *= 2;
    if (step >= static_cast<std::size_t>(end - from)) break;
  }
  // from[0] is below; what is sought is one of the `length` places after it.
  const auto rest = static_cast<std::size_t>(end - from);
  std::size_t length = (step < rest ? step : rest - 1);
  const Id* base = from + 1;
  while (length > 1) {
    const std::size_t half = length / 2;
    base = probe.follow(base + half - 1, site(JoinSite::halve)) < id ? base + half : base;
    length -= half;
  }
  if (length == 1 && probe.follow(base, site(JoinSite::halve)) < id) ++base;
  return base;
}

}  // namespace pontage::triple_join
