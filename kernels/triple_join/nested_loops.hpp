// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/match.hpp"
#include "kernels/triple_join/sink.hpp"

namespace pontage::triple_join {

/// One loop a pattern, one inside the other, in the plan's order. `Source` has the triples:
/// `each(number, known, f)` calls `f(triple)` for every one that agrees with `known` and stops when
/// it says false; `number` is the pattern's in the plan.
template <class Source, class Probe>
class NestedLoops {
 public:
  NestedLoops(const Plan& plan, const GraphView& graph, Source& source, Sink& sink, Tally& tally,
              Probe& probe)
      : plan_(plan),
        filters_(plan, graph.terms, probe),
        source_(source),
        sink_(sink),
        tally_(tally),
        probe_(probe) {}

  bool loop(std::uint32_t depth, std::uint32_t bound) {
    if (depth == plan_.patterns) return !passes() || sink_.take(probe_, values_, tally_);
    const std::uint32_t number = plan_.pattern_order[depth];
    const PlanPattern& pattern = plan_.pattern[number];
    const std::uint32_t after = bound | variables_of(pattern);
    return source_.each(number, known_terms(pattern, bound, values_), [&](const Triple& triple) {
      bind(pattern, triple, values_);
      return loop(depth + 1, after);
    });
  }

 private:
  bool passes() const {
    for (std::uint32_t i = 0; i < plan_.filters; ++i)
      if (!filters_.keeps(i, values_)) return false;
    return true;
  }

  const Plan& plan_;
  Filters<Probe> filters_;
  Source& source_;
  Sink& sink_;
  Tally& tally_;
  Probe& probe_;
  Id values_[kMostVariables] = {};
};

}  // namespace pontage::triple_join
