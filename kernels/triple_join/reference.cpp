// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/nested_loops.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// The sorted orders, each pattern looked up by what is known.
template <class Probe>
class Orders {
 public:
  Orders(const Job& job, Probe& probe) : plan_(job.plan), graph_(job.graph, probe) {}
  /// False when the scratch has no room for a path's closure; the other patterns have none.
  bool open(Scratch& scratch) {
    for (std::uint32_t i = 0; i < plan_.patterns; ++i)
      if (plan_.pattern[i].path != Path::once &&
          !closures_[i].open(scratch, graph_.view().terms.terms()))
        return false;
    return true;
  }
  template <class F>
  bool each(std::uint32_t number, const Triple& known, F f) {
    return each_match(graph_, plan_.pattern[number], known, closures_[number], f);
  }

 private:
  const Plan& plan_;
  const ProbedGraph<Probe> graph_;
  Closure closures_[kMostPatterns];
};

template <class Probe>
void reference_over(const Args& args, Probe& probe) {
  Job job(args);
  if (!open_job(args, job, probe)) return;
  with_room_for_rows(job, probe, [&](Sink& sink, Scratch scratch) {
    Orders<Probe> orders(job, probe);
    Tally tally;
    if (!orders.open(scratch)) return false;
    NestedLoops(job.plan, job.graph, orders, sink, tally, probe).loop(0, 0);
    if (tally.over_budget) return false;
    answer_from(job, &tally, 1);
    return true;
  });
}

}  // namespace

void reference(const Args& args) {
  NullProbe probe;
  reference_over(args, probe);
}
void count_reference(HostTeam&, const Args& args, CountProbe& probe) {
  reference_over(args, probe);
}

}  // namespace pontage::triple_join
