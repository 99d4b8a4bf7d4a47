// SPDX-License-Identifier: Apache-2.0
/// The replay under counters comes after all timing and leaves it alone; where nothing can be read
/// it does not happen.
#include "libbench/replay.hpp"

#include "libbench/sampler.hpp"
#include "tests/chain/live_case.hpp"
#include "tests/support/average_kernel.hpp"

namespace pontage {
namespace {

enum class Spoil { nothing, answer, everything };
int calls = 0;                  // of the variant; tests reset it
Spoil spoils = Spoil::nothing;  // from now on

void counted_average(const Args& args) {
  ++calls;
  if (spoils == Spoil::everything) return;
  test::AverageProblem::run(args);
  if (spoils == Spoil::answer) args.value<float>(1)[3] = 0;
}

/// Counts the jobs in its window, and sees what went on around it.
class JobCounter final : public CounterProvider {
 public:
  explicit JobCounter(bool is_readable) {
    offers_ = {{"jobs_count", is_readable ? "" : "nobody counts", is_readable ? "" : "let them"}};
  }
  std::string_view name() const override { return "jobs"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void attach() override { ++attached; }
  void start() noexcept override {
    spoils = in_the_window;
    at_start = calls;
  }
  void stop() noexcept override { at_stop = calls; }
  void detach() noexcept override { ++detached; }
  std::vector<CounterReading> readings() const override {
    if (!offers_.front().is_readable()) return {absent(offers_.front())};
    return {{"jobs_count", double(at_stop - at_start), "", 0.5, "the variant itself"}};
  }

  int attached = 0, detached = 0, at_start = -1, at_stop = -1;
  Spoil in_the_window = Spoil::nothing;

 private:
  std::vector<CounterOffer> offers_;
};

/// Sampled twice over at a fixed count of repetitions; `change` may alter how.
Sampled sample_average(
    CounterProvider* counters, void (*change)(SamplePlan&) = [](SamplePlan&) {}) {
  static const Registry registry = test::full_registry();
  const test::AverageProblem problem;
  const Variant variant{"counted", SerialFn(counted_average), ""};
  const auto device =
      *(*registry.backend("cpu_threads"))->open({{"workers", std::int64_t{1}}}, nullptr);
  const Placement placement{{device.get()}, {0}};
  const Plan plan = *lower(single_stage("average", problem, variant), placement, {});
  SamplePlan sampling;
  sampling.rule = "count";
  sampling.limits.least = sampling.limits.most = 3;
  sampling.warm_up = 1_ms;
  sampling.repetition = 1_ms;
  sampling.replay = 1_ms;
  change(sampling);
  SentinelProbe sentinel;
  calls = 0;
  spoils = Spoil::nothing;
  auto sampled = sample({.plan = plan,
                         .placement = placement,
                         .code = {{&problem, &variant}},
                         .clock = test::test_clock(),
                         .lags = {},
                         .counters = counters},
                        sampling, sentinel);
  EXPECT_TRUE(sampled) << sampled.error().what;
  return sampled ? *sampled : Sampled{};
}

TEST(Replay, CountsEveryJobOnceAndIsPerJob) {
  JobCounter counter(true);
  const Sampled sampled = sample_average(&counter);
  EXPECT_EQ(sampled.status, Status::right) << sampled.reason;
  EXPECT_GT(sampled.run.replay_jobs, 0);
  EXPECT_EQ(counter.at_stop - counter.at_start, sampled.run.replay_jobs);
  ASSERT_EQ(sampled.run.counters.size(), 1U);
  EXPECT_DOUBLE_EQ(sampled.run.counters[0].value.value(), 1);
  EXPECT_DOUBLE_EQ(sampled.run.counters[0].counted_share, 0.5);
  EXPECT_EQ(counter.attached, 1);
  EXPECT_EQ(counter.detached, 1);
}

TEST(Replay, ComesAfterAllThatIsTimedAndAddsNothingToIt) {
  JobCounter counter(true);
  const Sampled sampled = sample_average(&counter);
  EXPECT_EQ(sampled.run.samples_ns.size(), 3U);
  // The first job is judged in full, all others are compared, and the replay's are neither.
  EXPECT_EQ(counter.at_start, sampled.repetitions_judged + 1);
  EXPECT_EQ(counter.at_stop, calls) << "something ran after the replay";
  EXPECT_EQ(static_cast<int>(sampled.run.job.count), sampled.run.jobs)
      << "as many untraced as traced jobs: the replay's are in neither";
  EXPECT_LE(sampled.run.job.count + static_cast<std::size_t>(sampled.run.jobs),
            static_cast<std::size_t>(sampled.repetitions_judged));
}

TEST(Replay, IsSkippedWhereNothingCanBeRead) {
  JobCounter counter(false);
  const Sampled sampled = sample_average(&counter);
  EXPECT_EQ(sampled.run.replay_jobs, 0);
  EXPECT_EQ(counter.attached, 0);
  EXPECT_EQ(counter.at_start, -1);
  EXPECT_EQ(calls, sampled.repetitions_judged + 1) << "jobs ran that nobody counted";
  EXPECT_EQ(sampled.run.counters.at(0).reason, "nobody counts; let them");
}

TEST(Replay, IsSkippedWhereNobodyAsks) {
  const Sampled sampled = sample_average(nullptr);
  EXPECT_EQ(calls, sampled.repetitions_judged + 1);
  EXPECT_TRUE(sampled.run.counters.empty());
}

TEST(Replay, IsSkippedWhereASweepWouldBeCountedAlong) {
  JobCounter counter(true);
  const Sampled sampled = sample_average(&counter, [](SamplePlan& plan) {
    plan.is_cache_cold = true;
    plan.repetition = Nanoseconds{1};
    plan.warm_up = Nanoseconds{1};
  });
  EXPECT_EQ(counter.attached, 0);
  EXPECT_NE(sampled.run.counters.at(0).reason.find("cache=warm"), std::string::npos);
}

TEST(Replay, AnAnswerThatIsWrongInItIsWrong) {
  JobCounter counter(true);
  counter.in_the_window = Spoil::answer;
  const Sampled sampled = sample_average(&counter);
  EXPECT_EQ(sampled.status, Status::wrong);
  EXPECT_NE(sampled.reason.find("in the replay under counters: element 3"), std::string::npos)
      << sampled.reason;
}

TEST(Replay, AnAnswerLeftOverFromBeforeItDoesNotPassForItsOwn) {
  JobCounter counter(true);
  counter.in_the_window = Spoil::everything;
  const Sampled sampled = sample_average(&counter);
  EXPECT_EQ(sampled.status, Status::wrong);
  EXPECT_NE(sampled.reason.find("in the replay"), std::string::npos) << sampled.reason;
}

TEST(Replay, RunsMoreJobsThanOneRunTakesOnEveryBackend) {
  const Registry registry = test::full_registry();
  const Settings shape{
      {"bytes", std::int64_t{1} << 14}, {"chains", std::int64_t{1}}, {"hops", std::int64_t{10}}};
  for (const char* backend : {"cpu_threads", "cpu_split"}) {
    LoweringAxes axes;
    axes.in_flight = 2;
    const auto c = test::LiveCase::make(registry, backend, {}, "chase", shape, axes);
    ASSERT_NE(c->execution, nullptr) << backend;
    JobCounter counter(true);
    const int jobs = c->execution->most_jobs() + 5;
    const Replayed replayed = replay(*c->execution, c->plan, 0, jobs, counter);
    EXPECT_EQ(replayed.jobs, jobs) << backend;
    const Verdict verdict = c->problem->judge(c->execution->responses(1, 0));
    EXPECT_TRUE(verdict.right) << backend << ": " << verdict.why;
  }
}

}  // namespace
}  // namespace pontage
