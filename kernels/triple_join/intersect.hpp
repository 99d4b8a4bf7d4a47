// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/trie.hpp"
#include "libbench/probe.hpp"

namespace pontage::triple_join {

/// Where leapfrog loads.
enum class JoinSite : Site { leader, near, gallop, halve, row, pair, second };
PONTAGE_ITEM constexpr Site site(JoinSite s) { return static_cast<Site>(s); }

/// The first place from `from` on whose id is not below `id`: doubling steps, then halving without
/// a branch (Bentley and Yao 1976). Cheap when it is near.
template <class Probe>
PONTAGE_ITEM const Id* gallop(Probe& probe, const Id* from, const Id* end, Id id) {
  if (from == end || probe.load(from, site(JoinSite::near)) >= id) return from;
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
    base = probe.load(base + half - 1, site(JoinSite::halve)) < id ? base + half : base;
    length -= half;
  }
  if (length == 1 && probe.load(base, site(JoinSite::halve)) < id) ++base;
  return base;
}

}  // namespace pontage::triple_join
