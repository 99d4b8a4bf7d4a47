// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "libbench/check.hpp"
#include "libbench/ledger.hpp"
#include "libbench/sampler.hpp"

namespace pontage {
namespace {

/// Names of leaves and resources, which are the same in all timelines of a case but for workers
/// that never took part.
class Namer {
 public:
  explicit Namer(const Graph& graph) : graph_(graph) {}
  LeafRecord leaf(Leaf leaf, double ns) const {
    return {full_name(leaf, graph_.stages, graph_.resources),
            std::string(to_text(class_of(leaf.kind))), ns};
  }
  LedgerRecord ledger(const Ledger& ledger) const {
    LedgerRecord record{static_cast<double>(ledger.total.count()), {}};
    for (const auto& [which, time] : ledger.leaves)
      record.leaves.push_back(leaf(which, static_cast<double>(time.count())));
    return record;
  }
  const std::string& resource(ResourceId r) const {
    return graph_.resources[static_cast<std::size_t>(r)];
  }

 private:
  const Graph& graph_;
};

constexpr LeafClasses kWhatIfs[] = {
    {LeafClass::copy}, {LeafClass::launch}, {LeafClass::sync}, kTaxes};

/// The what-ifs of the job closest to the median, in the timeline that has it.
void add_marginals(RunRecord& run, std::span<const Timeline> timelines, const Ledger& median_job,
                   std::size_t timeline) {
  const Timeline& t = timelines[timeline];
  const auto window = std::ranges::find(t.graph.jobs, median_job.job, &JobWindow::job);
  PONTAGE_CHECK(window != t.graph.jobs.end(), median_job.job);
  for (const LeafClasses zero : kWhatIfs)
    run.marginal.push_back({zero.text(), static_cast<double>(marginal(t, *window, zero).count())});
}

void add_busy(RunRecord& run, std::span<const Timeline> timelines, int jobs) {
  std::map<std::string, std::map<std::string, LeafRecord>> sums;
  for (const Timeline& t : timelines) {
    const Namer names(t.graph);
    for (const auto& [resource, leaves] : busy(t))
      for (const auto& [leaf, time] : leaves) {
        LeafRecord record = names.leaf(leaf, static_cast<double>(time.count()) / jobs);
        LeafRecord& sum = sums[names.resource(resource)][record.leaf];
        record.ns += sum.ns;
        sum = std::move(record);
      }
  }
  for (auto& [resource, leaves] : sums) {
    run.busy.push_back({resource, {}});
    for (auto& [name, leaf] : leaves) run.busy.back().leaves.push_back(std::move(leaf));
  }
}

/// Compute time on the critical path of each job: what the kernel itself took.
Summary compute_times(std::span<const Ledger> ledgers) {
  std::vector<double> times;
  for (const Ledger& ledger : ledgers)
    times.push_back(static_cast<double>(ledger.of(LeafClass::compute).count()));
  return summarise(std::span<const double>(times));
}

}  // namespace

void fill_ledgers(RunRecord& run, std::vector<Timeline> timelines) {
  std::erase_if(timelines, [](const Timeline& t) { return t.graph.jobs.empty(); });
  if (timelines.empty()) return;
  std::vector<Ledger> all;
  std::map<JobId, std::size_t> timeline_of;
  for (std::size_t t = 0; t < timelines.size(); ++t) {
    for (Ledger& ledger : settle_all(timelines[t])) {
      timeline_of[ledger.job] = t;
      all.push_back(std::move(ledger));
    }
    run.health.marks_dropped += timelines[t].health.marks_dropped;
    run.health.order_violations += timelines[t].health.order_violations;
    run.health.overlaps += timelines[t].health.overlaps;
    run.health.short_spans += timelines[t].health.short_spans;
  }
  run.compute = compute_times(all);
  const LedgerSummary summary = summarise(std::move(all));
  const auto& widest = *std::ranges::max_element(
      timelines, {}, [](const Timeline& t) { return t.graph.resources.size(); });
  const Namer names(widest.graph);
  run.jobs = summary.jobs;
  run.jobs_flagged = summary.flagged;
  run.p50 = names.ledger(summary.at_p50);
  run.p99 = names.ledger(summary.at_p99);
  run.mean.total_ns = summary.mean_total_ns;
  for (const auto& [leaf, ns] : summary.mean_ns) run.mean.leaves.push_back(names.leaf(leaf, ns));
  std::map<std::pair<std::string, std::string>, double> blame;
  for (const auto& [who, time] : summary.blame) {
    const bool is_ours = who.act < 0;
    const std::string holder =
        is_ours ? "observer" : "act " + std::to_string(who.act) + " of another job";
    blame[{names.resource(who.resource), holder}] +=
        static_cast<double>(time.count()) / summary.jobs;
  }
  for (const auto& [who, ns] : blame) run.blame.push_back({who.first, who.second, ns});
  add_marginals(run, timelines, summary.at_p50, timeline_of[summary.at_p50.job]);
  add_busy(run, timelines, summary.jobs);
}

}  // namespace pontage
