// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/match.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// One loop a pattern, one inside the other.
class NestedLoops {
 public:
  NestedLoops(const Job& job, Closure* closures, Sink& sink, Tally& tally)
      : job_(job),
        filters_(job.plan, job.graph.terms),
        closures_(closures),
        sink_(sink),
        tally_(tally) {}

  bool loop(std::uint32_t depth, std::uint32_t bound) {
    const Plan& plan = job_.plan;
    if (depth == plan.patterns) return !passes() || sink_.take(values_, tally_);
    const std::uint32_t number = plan.pattern_order[depth];
    const PlanPattern& pattern = plan.pattern[number];
    const std::uint32_t after = bound | variables_of(pattern);
    return each_match(job_.graph, pattern, known_terms(pattern, bound, values_), closures_[number],
                      [&](const Triple& triple) {
                        bind(pattern, triple, values_);
                        return loop(depth + 1, after);
                      });
  }

 private:
  bool passes() const {
    for (std::uint32_t i = 0; i < job_.plan.filters; ++i)
      if (!filters_.keeps(i, values_)) return false;
    return true;
  }

  const Job& job_;
  Filters filters_;
  Closure* closures_;
  Sink& sink_;
  Tally& tally_;
  Id values_[kMostVariables] = {};
};

/// A closure for each path; none is opened for the other patterns.
bool open_closures(const Job& job, Scratch& scratch, Closure* closures) {
  for (std::uint32_t i = 0; i < job.plan.patterns; ++i)
    if (job.plan.pattern[i].path != Path::once &&
        !closures[i].open(scratch, job.graph.terms.terms()))
      return false;
  return true;
}

}  // namespace

void reference(const Args& args) {
  Job job(args);
  if (!open_job(args, job)) return;
  with_room_for_rows(job, [&](Sink& sink, Scratch scratch) {
    Closure closures[kMostPatterns];
    Tally tally;
    if (!open_closures(job, scratch, closures)) return false;
    NestedLoops(job, closures, sink, tally).loop(0, 0);
    if (tally.over_budget) return false;
    answer_from(job, &tally, 1);
    return true;
  });
}

}  // namespace pontage::triple_join
