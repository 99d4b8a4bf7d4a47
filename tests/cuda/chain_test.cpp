// SPDX-License-Identifier: Apache-2.0
/// The whole chain on the cuda backend over the fake runtime: every memory mode, way to wait and
/// way to submit gives right answers, ledgers that sum and timelines that replay.
#include <algorithm>
#include <chrono>
#include <thread>

#include "libbench/case_runner.hpp"
#include "libbench/ledger.hpp"
#include "tests/chain/live_case.hpp"
#include "tests/cuda/fake_backend.hpp"

namespace pontage {
namespace {

using test::FakeCuda;
using test::LiveCase;

const Settings kChase{{"bytes", std::int64_t{1} << 14},
                      {"chains", std::int64_t{4}},
                      {"banks", std::int64_t{2}},
                      {"hops", std::int64_t{500}}};
const Settings kBfs{
    {"graph", std::string("grid")}, {"scale", std::int64_t{6}}, {"roots", std::int64_t{2}}};

using Mode = std::tuple<MemoryMode, Wait, Submission, int>;
class CudaModeTest : public testing::TestWithParam<Mode> {};

void check_timeline(const Timeline& timeline, std::size_t jobs) {
  EXPECT_EQ(timeline.health.marks_dropped, 0);
  EXPECT_EQ(timeline.health.order_violations, 0);
  EXPECT_EQ(timeline.graph.jobs.size(), jobs);
  EXPECT_EQ(replay(timeline.graph), timeline.at);
  for (const Ledger& ledger : settle_all(timeline)) {
    Nanoseconds sum{};
    for (const auto& [leaf, time] : ledger.leaves) sum += time;
    EXPECT_EQ(sum, ledger.total);
  }
}

TEST_P(CudaModeTest, AnswersSumsAndReplays) {
  const auto [memory, wait, submit, in_flight] = GetParam();
  if (memory == MemoryMode::managed_prefetch && submit >= Submission::graph)
    GTEST_SKIP() << "refused; Refusal.PrefetchesAreNotRecorded and …Resident look at it";
  if (memory == MemoryMode::pageable && submit == Submission::persistent)
    GTEST_SKIP() << "refused; Refusal.PageableIsNotResident looks at it";
  auto runtime = std::make_shared<FakeCuda>();
  const Registry registry = test::fake_registry(runtime);
  for (const auto& [kernel, shape] : {std::pair("chase", &kChase), std::pair("bfs", &kBfs)}) {
    const Variant variant = test::fake_variant(kernel);
    auto c = LiveCase::make(
        registry, "cuda", {}, kernel, *shape,
        {.memory = memory, .wait = wait, .submit = submit, .cold = false, .in_flight = in_flight},
        &variant);
    ASSERT_NE(c->execution, nullptr);
    constexpr int kJobs = 20;
    const auto times = c->execution->run({.first = 0, .jobs = kJobs, .is_traced = true}, nullptr);
    ASSERT_TRUE(c->execution->health()) << c->execution->health().error().what;
    for (int slot = 0; slot < in_flight; ++slot)
      EXPECT_TRUE(c->problem->judge(c->execution->responses(slot, 0)).right);
    check_timeline(assemble(c->plan, c->execution->drain(), times, test::test_clock(), {}), kJobs);
    const bool copies = memory == MemoryMode::pageable || memory == MemoryMode::pinned ||
                        memory == MemoryMode::write_combined;
    EXPECT_EQ(c->plan.crossings.bytes > Bytes{}, copies || memory == MemoryMode::managed_prefetch);
  }
  EXPECT_EQ(runtime->counts().graph_launches > 0, submit == Submission::graph);
  EXPECT_EQ(runtime->counts().prefetches > 0, memory == MemoryMode::managed_prefetch);
  EXPECT_EQ(runtime->counts().allocations, 0);
}

std::string mode_name(const testing::TestParamInfo<Mode>& p) {
  return std::string(to_text(std::get<0>(p.param))) + "_" +
         std::string(to_text(std::get<1>(p.param))) + "_" +
         std::string(to_text(std::get<2>(p.param))) + "_" + std::to_string(std::get<3>(p.param));
}

INSTANTIATE_TEST_SUITE_P(
    All, CudaModeTest,
    testing::Combine(testing::Values(MemoryMode::pageable, MemoryMode::pinned,
                                     MemoryMode::write_combined, MemoryMode::mapped,
                                     MemoryMode::managed, MemoryMode::managed_prefetch,
                                     MemoryMode::coherent),
                     testing::Values(Wait::spin, Wait::yield, Wait::block),
                     testing::Values(Submission::one_by_one, Submission::batched, Submission::graph,
                                     Submission::persistent),
                     testing::Values(1, 3)),
    mode_name);

constexpr auto kComputes = std::chrono::microseconds(300);
void takes_its_time(const Args& args) {
  std::this_thread::sleep_for(kComputes);
  test::reference_chase(args);
}

/// What the harness does between jobs, slowly: meanwhile the next jobs run, and the copies by which
/// it poisons answers are submitted after them and done beside them.
class Dawdler final : public JobObserver {
 public:
  explicit Dawdler(Execution& execution) : execution_(execution) {}
  void before(JobId job, SlotId slot) override { execution_.poison(job, slot); }
  void after(JobId, SlotId) override { std::this_thread::sleep_for(kComputes / 2); }

 private:
  Execution& execution_;
};

class CudaInFlight : public testing::TestWithParam<Submission> {};

/// Of 20 jobs with four in flight, how many activities of computing are as long as it took.
int whole_jobs(Submission submission) {
  auto runtime = std::make_shared<FakeCuda>();
  const Registry registry = test::fake_registry(runtime);
  const Variant slow{"slow", test::on_stream<takes_its_time>(), ""};
  auto c = LiveCase::make(registry, "cuda", {}, "chase", kChase,
                          {.submit = submission, .in_flight = 4}, &slow);
  if (c->execution == nullptr) return 0;
  Dawdler dawdler(*c->execution);
  const auto times = c->execution->run({.first = 0, .jobs = 20, .is_traced = true}, &dawdler);
  const Timeline timeline = assemble(c->plan, c->execution->drain(), times, test::test_clock(), {});
  return static_cast<int>(std::ranges::count_if(timeline.graph.activities, [](const Activity& a) {
    return a.leaf.kind == LeafKind::compute && a.duration >= 270_us;
  }));
}

TEST_P(CudaInFlight, WhatTheHarnessCopiesCutsNoJob) {
  // A busy machine may wake a thread so late that a job seems cut; what the harness cuts, it cuts
  // every time.
  int whole = 0;
  for (int tries = 0; tries < 5 && whole < 20; ++tries) whole = whole_jobs(GetParam());
  EXPECT_EQ(whole, 20);
}

INSTANTIATE_TEST_SUITE_P(All, CudaInFlight,
                         testing::Values(Submission::one_by_one, Submission::graph,
                                         Submission::persistent),
                         [](const auto& p) { return std::string(to_text(p.param)); });

/// Writes down which GPUs the jobs under counters are said to run on.
class BusCounters final : public CounterProvider {
 public:
  std::string_view name() const override { return "buses"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void watch(const std::vector<std::string>& gpus) override { watched = gpus; }
  std::vector<CounterReading> readings() const override { return {{"jobs_count", 1, "", 1, ""}}; }

  std::vector<std::string> watched;

 private:
  std::vector<CounterOffer> offers_{{"jobs_count", "", ""}};
};

/// One case as the tool runs it: calibration, poison, alternating repetitions.
TEST(CudaCase, IsCalibratedSampledAndRight) {
  auto runtime = std::make_shared<FakeCuda>();
  const Registry registry = test::fake_registry(runtime);
  SelfTest selftest;
  SentinelProbe sentinel;
  BusCounters counters;
  SamplePlan sampling;
  sampling.rule = "count";
  sampling.limits.least = sampling.limits.most = 2;
  sampling.warm_up = 1_ms;
  sampling.repetition = 1_ms;
  for (const char* submit : {"one_by_one", "graph", "persistent"}) {
    CaseRequest request;
    request.kernels = {"chase"};
    request.variant = "fake";
    request.axes = {{"bytes", "16KiB"}, {"hops", "200"}, {"wait", "block"}, {"submit", submit}};
    const auto cases = expand_cases(registry, request);
    ASSERT_TRUE(cases) << cases.error().what;
    ASSERT_EQ(cases->size(), 1U);
    const CaseRecord record = run_case(
        cases->front(), {registry, test::test_clock(), selftest, sentinel, sampling, 3, &counters});
    EXPECT_EQ(counters.watched, std::vector<std::string>{"0000:17:00.0"});
    EXPECT_EQ(record.status, Status::right) << record.reason;
    ASSERT_FALSE(record.runs.empty());
    EXPECT_GT(record.runs.front().jobs, 0);
  }
  const auto left = runtime->counts();
  EXPECT_EQ(left.streams + left.events + left.graphs + left.allocations, 0);
  EXPECT_GT(left.blocking_syncs, 0);
}

}  // namespace
}  // namespace pontage
