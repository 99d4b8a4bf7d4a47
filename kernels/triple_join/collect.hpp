// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "kernels/triple_join/match.hpp"
#include "kernels/triple_join/scratch.hpp"

namespace pontage::triple_join {

/// How many triples agree with a pattern's constants: at least its matches.
template <class Probe>
std::size_t count_constants(const ProbedGraph<Probe>& graph, const PlanPattern& pattern) {
  const Id s = pattern.at[0].id, p = pattern.at[1].id, o = pattern.at[2].id;
  switch (known_places(pattern, 0)) {
    case 0:
      return graph.view().triples;
    case kS:
      return graph.count(Order::spo, s);
    case kP:
      return graph.count(Order::pos, p);
    case kO:
      return graph.count(Order::osp, o);
    case kS | kP:
      return graph.objects(s, p).size();
    case kP | kO:
      return graph.subjects(p, o).size();
    case kS | kO:
      return graph.predicates(o, s).size();
    default:
      return 1;
  }
}

/// The matches of a pattern that is no path, kept; false when the scratch has no room.
template <class Probe>
bool collect(const ProbedGraph<Probe>& graph, const PlanPattern& pattern, Scratch& scratch,
             std::span<Triple>& kept) {
  auto* triples = scratch.take<Triple>(count_constants(graph, pattern));
  if (triples == nullptr) return false;
  std::size_t count = 0;
  Closure none;
  each_match(graph, pattern, known_terms(pattern, 0, nullptr), none, [&](const Triple& triple) {
    graph.probe().store(triples + count++, triple, site(JoinSite::kept));
    return true;
  });
  kept = {triples, count};
  return true;
}

}  // namespace pontage::triple_join
