// SPDX-License-Identifier: Apache-2.0
#include "libbench/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "libbench/assemble.hpp"
#include "libbench/check.hpp"
#include "libbench/replay.hpp"

namespace pontage {
namespace {

constexpr std::size_t kMostTracedJobs =
    20'000;  // whose timelines are kept; beyond, a case is sampled enough
constexpr double kMostReplayed = 100'000;  // jobs
constexpr double kObserverLimit = 0.02;
constexpr double kStealTick = 1e7;  // ns: USER_HZ is 100 wherever Linux runs
constexpr double kStealLimit = 0.02;
constexpr double kBimodal =
    0.2;  // interquartile range over median from which two medians cannot be compared

/// Whose energy the case is charged with.
std::vector<std::string> gpus_of(const Placement& placement) {
  std::vector<std::string> buses;
  for (const Device* device : placement.devices)
    for (const auto& [name, value] : device->facts())
      if (name == kBusFact) buses.push_back(value);
  return buses;
}

/// Poisons before a job, compares after it.
class AnswerWatch final : public JobObserver {
 public:
  AnswerWatch(Execution& execution, const Problem& problem, int stage, bool sweeps)
      : execution_(execution), problem_(problem), stage_(stage) {
    if (sweeps)
      sweep_.resize(static_cast<std::size_t>((64_MiB).count()) / sizeof(std::uint64_t), 1);
  }
  void before(JobId job, SlotId slot) override {
    execution_.poison(job, slot);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < sweep_.size(); i += 8) sum += ++sweep_[i];
    swept_ = swept_ + sum;
  }
  void after(JobId job, SlotId slot) override {
    ++looked_at_;
    if (!expected_ || wrong_job_ >= 0) return;
    if (problem_.canonical(execution_.responses(slot, stage_)) != *expected_) wrong_job_ = job;
  }
  /// From now on every job's canonical output must be this.
  void expect(const Digest& digest) {
    expected_ = digest;
    looked_at_ = 0;
  }
  bool has_answer(SlotId slot) const {
    return problem_.canonical(execution_.responses(slot, stage_)) == *expected_;
  }
  JobId wrong_job() const { return wrong_job_; }
  int looked_at() const { return looked_at_; }
  /// Why the answer in the slot is not the expected one, in the judge's words.
  std::string complaint(SlotId slot) const {
    const Verdict verdict = problem_.judge(execution_.responses(slot, stage_));
    return verdict.right ? "the answer differs from the one judged before timing" : verdict.why;
  }

 private:
  Execution& execution_;
  const Problem& problem_;
  int stage_;
  std::vector<std::uint64_t> sweep_;
  volatile std::uint64_t swept_ = 0;
  std::optional<Digest> expected_;
  JobId wrong_job_ = -1;
  int looked_at_ = 0;
};

class Sampling {
 public:
  Sampling(const SampleInput& input, const SamplePlan& plan, Execution& execution)
      : input_(input),
        plan_(plan),
        execution_(execution),
        problem_(*input.code[static_cast<std::size_t>(input.judged_stage)].problem),
        watch_(execution, problem_, input.judged_stage, plan.is_cache_cold) {}

  Result<Sampled> run(SentinelProbe& sentinel) {
    if (!judge_first_job()) return outcome();
    warm_up();
    auto rule = make_stopping_rule(plan_.rule, plan_.limits);
    if (!rule) return pass_on(rule.error());
    out_.run.sentinel_before = sentinel.read(input_.clock);
    const std::int64_t steal = steal_ticks();
    const Nanoseconds begin = monotonic_raw();
    repeat(**rule);
    sampled_for_ = monotonic_raw() - begin;
    out_.run.steal_ticks = steal_ticks() - steal;
    out_.run.sentinel_after = sentinel.read(input_.clock);
    out_.repetitions_judged = watch_.looked_at();
    if (trouble_ || out_.status == Status::wrong) return outcome();
    summarise_times();
    fill_ledgers(out_.run, std::move(timelines_));
    note_doubts();
    replay_under_counters();
    return std::move(out_);
  }

 private:
  Result<Sampled> outcome() {
    if (trouble_) return pass_on(*trouble_);
    return std::move(out_);
  }

  bool wrong(std::string why) {
    out_.status = Status::wrong;
    out_.reason = std::move(why);
    return false;
  }

  bool is_healthy() {
    if (auto good = execution_.health(); !good && !trouble_) trouble_ = good.error();
    return !trouble_;
  }

  bool judge_first_job() {
    execution_.run({.first = next_job_++, .jobs = 1, .is_traced = false}, &watch_);
    if (!is_healthy()) return false;
    const HostValues responses = execution_.responses(0, input_.judged_stage);
    const Verdict verdict = problem_.judge(responses);
    if (!verdict.right) return wrong(verdict.why);
    const Digest digest = problem_.canonical(responses);
    out_.digest = to_text(digest);
    watch_.expect(digest);
    if (plan_.keeps_pictures) out_.pictures = problem_.pictures(responses);
    return true;
  }

  std::span<const JobTime> run_jobs(int jobs, bool traced) {
    const auto times =
        execution_.run({.first = next_job_, .jobs = jobs, .is_traced = traced}, &watch_);
    next_job_ += jobs;
    return times;
  }

  double job_ns(const JobTime& t) const {
    return static_cast<double>((input_.clock.at(t.end) - input_.clock.at(t.release)).count());
  }

  void warm_up() {
    const Nanoseconds begin = monotonic_raw();
    double fastest = std::numeric_limits<double>::max();
    bool traced = false;
    do {
      for (const JobTime& t : run_jobs(std::max(1, input_.plan.slots), traced))
        fastest = std::min(fastest, job_ns(t));
      if (traced) (void)execution_.drain();
      traced = !traced;
    } while (monotonic_raw() - begin < plan_.warm_up && watch_.wrong_job() < 0);
    const double wanted = static_cast<double>(plan_.repetition.count()) / std::max(fastest, 1.);
    jobs_per_repetition_ = std::clamp(static_cast<int>(wanted), std::max(1, input_.plan.slots),
                                      std::min(execution_.most_jobs(), 2'000));
  }

  void repeat(StoppingRule& rule) {
    const Nanoseconds begin = monotonic_raw();
    while (!rule.is_done() && !is_interrupted()) {
      std::vector<double> times;
      for (const JobTime& t : run_jobs(jobs_per_repetition_, false)) times.push_back(job_ns(t));
      if (!still_right()) return;
      untraced_.insert(untraced_.end(), times.begin(), times.end());
      out_.run.samples_ns.push_back(median(times));
      trace_once();
      if (!still_right()) return;
      rule.add(out_.run.samples_ns.back(), monotonic_raw() - begin);
    }
    out_.run.stopped_because = is_interrupted() ? "interrupted" : rule.reason();
  }

  void trace_once() {
    const auto times = run_jobs(jobs_per_repetition_, true);
    const MarkSet marks = execution_.drain();
    for (const RegionMark& mark : marks.regions)
      out_.run.workers_took_part = std::max(out_.run.workers_took_part, mark.worker + 1);
    if (traced_.size() >= kMostTracedJobs) return;
    for (const JobTime& t : times) traced_.push_back(job_ns(t));
    timelines_.push_back(assemble(input_.plan, marks, times, input_.clock, input_.lags.bounds));
    marks_per_job_ = static_cast<double>(marks.marks.size() + marks.regions.size()) /
                     static_cast<double>(times.size());
  }

  bool is_interrupted() const { return plan_.interrupt != nullptr && plan_.interrupt->load(); }

  bool still_right() {
    if (!is_healthy()) return false;
    const JobId job = watch_.wrong_job();
    if (job < 0) return true;
    return wrong("job " + std::to_string(job) + ": " + watch_.complaint(job % input_.plan.slots));
  }

  /// Nothing that was timed is touched here; a wrong answer still is one.
  void replay_under_counters() {
    if (input_.counters == nullptr) return;
    Replayed replayed = make_replay(*input_.counters);
    out_.run.replay_jobs = replayed.jobs;
    out_.run.counters = std::move(replayed.readings);
    if (replayed.jobs == 0) return;
    for (SlotId slot = 0; slot < input_.plan.slots; ++slot)
      if (!watch_.has_answer(slot)) {
        wrong("in the replay under counters: " + watch_.complaint(slot));
        return;
      }
  }

  Replayed make_replay(CounterProvider& counters) {
    if (is_interrupted())
      return no_replay(counters, "the run was interrupted before anything was counted",
                       "let it finish");
    if (plan_.is_cache_cold)
      return no_replay(counters, "with cache=cold the sweep between jobs would be counted along",
                       "count with cache=warm");
    counters.watch(gpus_of(input_.placement));
    const double jobs =
        static_cast<double>(plan_.replay.count()) / std::max(out_.run.job.median, 1.);
    return replay(execution_, input_.plan, next_job_,
                  static_cast<int>(std::min(jobs, kMostReplayed)), counters);
  }

  void summarise_times() {
    RunRecord& run = out_.run;
    if (untraced_.empty()) return;
    run.job = summarise(std::span<const double>(untraced_));
    run.observer_bottom_up = marks_per_job_ * input_.span_ns / std::max(run.job.median, 1.);
    if (traced_.empty()) return;
    run.traced_median_ns = median(traced_);
    const bool is_bimodal = run.job.p75 - run.job.p25 > kBimodal * run.job.median;
    run.observer = is_bimodal ? std::numeric_limits<double>::quiet_NaN()
                              : run.traced_median_ns / run.job.median - 1;
  }

  void note_doubts() {
    RunRecord& run = out_.run;
    const auto doubt = [&](bool when, const std::string& sentence) {
      if (when) run.suspicious.push_back(sentence);
    };
    doubt(std::isnan(run.observer),
          "job times vary too much to compare traced with untraced; the observer effect is counted "
          "from marks instead");
    doubt(run.observer > kObserverLimit,
          "tracing slowed jobs by more than 2 %; the ledgers describe slower jobs than real_time");
    doubt(run.jobs_flagged * 2 > run.jobs,
          "more than half of the jobs leave over 2 % of their time unattributed");
    doubt(run.health.marks_dropped > 0, "tracks were full and marks were dropped");
    doubt(run.health.order_violations > 0, "some activities began before what they depend on");
    doubt(static_cast<double>(run.steal_ticks) * kStealTick >
              kStealLimit * static_cast<double>(sampled_for_.count()),
          "the hypervisor gave more than 2 % of the time to others");
    const std::string moved = disturbance(run.sentinel_before, run.sentinel_after);
    doubt(!moved.empty(), moved);
  }

  const SampleInput& input_;
  const SamplePlan& plan_;
  Execution& execution_;
  const Problem& problem_;
  AnswerWatch watch_;
  Sampled out_;
  std::optional<Error> trouble_;
  JobId next_job_ = 0;
  int jobs_per_repetition_ = 1;
  double marks_per_job_ = 0;
  Nanoseconds sampled_for_{};
  std::vector<double> untraced_, traced_;
  std::vector<Timeline> timelines_;
};

}  // namespace

std::span<const AxisSpec> sampling_axis_specs() {
  static const std::vector<AxisSpec> axes{
      {"cache",
       "",
       "warm: as the last job left it; cold: 64 MiB are swept before every job, outside its window",
       "warm",
       0,
       0,
       {"warm", "cold"}}};
  return axes;
}

Result<Sampled> sample(const SampleInput& input, const SamplePlan& plan, SentinelProbe& sentinel) {
  auto execution =
      Execution::make(input.plan, input.placement, input.code, input.clock, input.delays);
  if (!execution) return pass_on(execution.error());
  if (auto ready = (*execution)->setup(); !ready) return pass_on(ready.error());
  return Sampling(input, plan, **execution).run(sentinel);
}

}  // namespace pontage
