// SPDX-License-Identifier: Apache-2.0
#include "libbench/price.hpp"

#include <algorithm>

#include "libbench/check.hpp"

namespace pontage {
namespace {

class Pricing {
 public:
  Pricing(const Plan& plan, const Costs& costs, int jobs, const Load& load)
      : plan_(plan),
        costs_(costs),
        jobs_(jobs),
        load_(load),
        placed_(static_cast<std::size_t>(jobs) * plan.acts.size(), -1),
        last_of_job_(static_cast<std::size_t>(jobs), -1),
        release_(static_cast<std::size_t>(jobs)),
        last_on_(plan.resources.size(), -1) {
    timeline_.clock = ClockKind::virtual_time;
    timeline_.provenance = Provenance::modelled;
    timeline_.graph.stages = plan.stages;
    for (const ResourceSpec& r : plan.resources) timeline_.graph.resources.push_back(r.name);
  }

  Timeline run() {
    JobId next = 0, oldest = 0;
    while (oldest < jobs_) {
      const bool may_issue = next < jobs_ && next - oldest < plan_.slots;
      const bool is_paced = load_.kind == Load::Kind::paced;
      if (may_issue && (!is_paced || next == oldest || host_free() >= load_.period * next)) {
        release_[static_cast<std::size_t>(next)] = is_paced ? load_.period * next : host_free();
        perform(next++, 0, plan_.first_await);
      } else {
        perform(oldest++, plan_.first_await, static_cast<OpId>(plan_.body.size()));
      }
    }
    for (JobId j = 0; j < jobs_; ++j)
      timeline_.graph.jobs.push_back({j,
                                      release_[static_cast<std::size_t>(j)],
                                      last_of_job_[static_cast<std::size_t>(j)],
                                      {}});
    return std::move(timeline_);
  }

 private:
  Nanoseconds host_free() const { return last_on_[0] < 0 ? Nanoseconds{} : end_of(last_on_[0]); }
  Nanoseconds end_of(ActivityIndex i) const {
    return timeline_.at[static_cast<std::size_t>(i)].end;
  }

  void perform(JobId job, OpId first, OpId last) {
    for (OpId i = first; i < last; ++i) {
      const Op& op = plan_.body[static_cast<std::size_t>(i)];
      if (op.submitting >= 0) place(job, op.submitting);
      place(job, op.doing);
    }
  }

  void place(JobId job, ActId act) {
    const ActSpec& spec = plan_.acts[static_cast<std::size_t>(act)];
    Activity a;
    a.resource = spec.resource;
    a.job = job;
    a.act = act;
    a.leaf = spec.leaf;
    a.gap_leaf = plan_.resources[static_cast<std::size_t>(spec.resource)].gap_leaf;
    a.scheduled = release_[static_cast<std::size_t>(job)];
    a.duration = costs_.duration(plan_, act);
    if (const Op& op = plan_.body[static_cast<std::size_t>(spec.op)]; op.doing == act)
      a.bytes = op.most;
    Interval at;
    at.ready = a.scheduled;
    std::vector<Edge> after;
    for (const EdgeSpec& e : spec.after) {
      const ActivityIndex from = placed_[index(job, e.from)];
      PONTAGE_CHECK(from >= 0, act, e.from);
      after.push_back({from, costs_.lag(plan_, act, e), e.lag});
      at.ready = std::max(at.ready, end_of(from) + after.back().lag);
    }
    ActivityIndex& before = last_on_[static_cast<std::size_t>(spec.resource)];
    at.previous = before;
    at.begin = before < 0 ? at.ready : std::max(at.ready, end_of(before));
    at.end = at.begin + a.duration;
    before = placed_[index(job, act)] = timeline_.graph.add(a, after);
    timeline_.at.push_back(at);
    ActivityIndex& last = last_of_job_[static_cast<std::size_t>(job)];
    if (last < 0 || at.end >= end_of(last)) last = before;
  }

  std::size_t index(JobId job, ActId act) const {
    return static_cast<std::size_t>(job) * plan_.acts.size() + static_cast<std::size_t>(act);
  }

  const Plan& plan_;
  const Costs& costs_;
  JobId jobs_;
  const Load& load_;
  Timeline timeline_;
  std::vector<ActivityIndex> placed_;  // [job × acts + act]
  std::vector<ActivityIndex> last_of_job_;
  std::vector<Nanoseconds> release_;
  std::vector<ActivityIndex> last_on_;
};

}  // namespace

Timeline price(const Plan& plan, const Costs& costs, int jobs, const Load& load) {
  return Pricing(plan, costs, jobs, load).run();
}

}  // namespace pontage
