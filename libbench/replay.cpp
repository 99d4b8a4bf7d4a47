// SPDX-License-Identifier: Apache-2.0
#include "libbench/replay.hpp"

#include <algorithm>

namespace pontage {
namespace {

void run_jobs(Execution& execution, JobId first, int jobs) {
  const JobId end = first + jobs;
  for (JobId next = first; next < end;) {
    const int now = std::min(end - next, execution.most_jobs());
    execution.run({.first = next, .jobs = now, .is_traced = false}, nullptr);
    next += now;
  }
}

std::vector<CounterReading> per_job(std::vector<CounterReading> totals, int jobs) {
  for (CounterReading& reading : totals)
    if (reading.value) *reading.value /= jobs;
  return totals;
}

}  // namespace

Replayed replay(Execution& execution, const Plan& plan, JobId first, int jobs,
                CounterProvider& counters) {
  if (!offers_any(counters)) return {0, counters.readings()};
  jobs = std::max(jobs, plan.slots);
  for (JobId job = first; job < first + plan.slots; ++job) execution.poison(job, job % plan.slots);
  counters.attach();
  counters.start();
  run_jobs(execution, first, jobs);
  counters.stop();
  Replayed replayed{jobs, per_job(counters.readings(), jobs)};
  counters.detach();
  if (auto good = execution.health(); !good)
    return no_replay(counters, "the jobs under counters failed: " + good.error().what,
                     "the times above were taken before that");
  return replayed;
}

Replayed no_replay(const CounterProvider& counters, const std::string& why_not,
                   const std::string& remedy) {
  Replayed replayed;
  for (const CounterOffer& offer : counters.offers())
    replayed.readings.push_back(
        absent(offer.is_readable() ? CounterOffer{offer.name, why_not, remedy} : offer));
  return replayed;
}

}  // namespace pontage
