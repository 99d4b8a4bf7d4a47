// SPDX-License-Identifier: Apache-2.0
/// The whole chain on real devices: answers, ledgers that sum, timelines that replay, bytes that
/// cross.
#include "libbench/ledger.hpp"
#include "tests/chain/live_case.hpp"

namespace pontage {
namespace {

using test::LiveCase;

const Settings kTwoWorkers{{"workers", std::int64_t{2}}};
const Settings kSmallChase{{"bytes", std::int64_t{1} << 16},
                           {"chains", std::int64_t{4}},
                           {"banks", std::int64_t{2}},
                           {"hops", std::int64_t{2000}}};

/// Device axes under which the split device runs on any machine: nobody spins.
Settings blocking(std::int64_t engines) {
  return {{"workers", std::int64_t{2}},
          {"engines", engines},
          {"idle", std::string("block")},
          {"pinning", std::string("none")}};
}

struct SplitMode {
  MemoryMode memory;
  Wait wait;
  Submission submit;
  int in_flight;
  std::int64_t engines;
};

class SplitTest : public testing::TestWithParam<SplitMode> {};

TEST_P(SplitTest, AnswersSumsAndReplays) {
  const auto [memory, wait, submit, in_flight, engines] = GetParam();
  const Registry registry = test::full_registry();
  auto c = LiveCase::make(
      registry, "cpu_split", blocking(engines), "chase", kSmallChase,
      {.memory = memory, .wait = wait, .submit = submit, .cold = false, .in_flight = in_flight});
  ASSERT_NE(c->execution, nullptr);
  constexpr int kJobs = 50;
  const auto times = c->execution->run({.first = 0, .jobs = kJobs, .is_traced = true}, nullptr);
  EXPECT_TRUE(c->problem->judge(c->execution->responses(0, 0)).right);
  const Timeline timeline = assemble(c->plan, c->execution->drain(), times, test::test_clock(), {});
  EXPECT_EQ(timeline.health.marks_dropped, 0);
  EXPECT_EQ(timeline.health.order_violations, 0);
  EXPECT_EQ(timeline.graph.jobs.size(), static_cast<std::size_t>(kJobs));
  EXPECT_EQ(replay(timeline.graph), timeline.at);
  for (const Ledger& ledger : settle_all(timeline)) {
    Nanoseconds sum{};
    for (const auto& [leaf, time] : ledger.leaves) sum += time;
    EXPECT_EQ(sum, ledger.total);
  }
  const Bytes crossing = memory == MemoryMode::mapped ? Bytes{} : Bytes{2 * 8 * 8};
  EXPECT_EQ(c->plan.crossings.bytes, crossing);
}

INSTANTIATE_TEST_SUITE_P(
    Modes, SplitTest,
    testing::Values(SplitMode{MemoryMode::pinned, Wait::block, Submission::one_by_one, 1, 1},
                    SplitMode{MemoryMode::pinned, Wait::yield, Submission::batched, 1, 1},
                    SplitMode{MemoryMode::pageable, Wait::block, Submission::one_by_one, 1, 3},
                    SplitMode{MemoryMode::mapped, Wait::block, Submission::batched, 1, 3},
                    SplitMode{MemoryMode::pinned, Wait::block, Submission::batched, 3, 3},
                    SplitMode{MemoryMode::pinned, Wait::yield, Submission::one_by_one, 2, 1}));

TEST(Live, TwoJobsInFlightQueueBehindEachOtherWithBlame) {
  const Registry registry = test::full_registry();
  auto c = LiveCase::make(registry, "cpu_split", blocking(1), "chase",
                          {{"bytes", std::int64_t{1} << 20},
                           {"chains", std::int64_t{1}},
                           {"banks", std::int64_t{1}},
                           {"hops", std::int64_t{20000}}},
                          {.wait = Wait::block, .in_flight = 2});
  ASSERT_NE(c->execution, nullptr);
  const auto times = c->execution->run({.first = 0, .jobs = 20, .is_traced = true}, nullptr);
  const LedgerSummary summary = summarise(
      settle_all(assemble(c->plan, c->execution->drain(), times, test::test_clock(), {})));
  Nanoseconds blamed{};
  for (const auto& [who, time] : summary.blame) blamed += time;
  EXPECT_GT(blamed, 0_ns);
}

TEST(Live, ParallelRegionsGiveAUnifiedMachineItsOwnTaxes) {
  const Registry registry = test::full_registry();
  auto c =
      LiveCase::make(registry, "cpu_threads", {{"workers", std::int64_t{1}}}, "chase", kSmallChase);
  ASSERT_NE(c->execution, nullptr);
  const bool has_two = (*registry.backend("cpu_threads"))->open(kTwoWorkers, nullptr).has_value();
  if (!has_two) GTEST_SKIP() << "this process may use one processor only";
  auto two = LiveCase::make(registry, "cpu_threads", kTwoWorkers, "chase", kSmallChase);
  ASSERT_NE(two->execution, nullptr);
  const auto times = two->execution->run({.first = 0, .jobs = 50, .is_traced = true}, nullptr);
  LagBounds unlimited;
  for (int kind = 0; kind < kLagKinds; ++kind) unlimited[static_cast<LagKind>(kind)] = 1_ms * 1000;
  const Timeline timeline =
      assemble(two->plan, two->execution->drain(), times, test::test_clock(), unlimited);
  EXPECT_EQ(replay(timeline.graph), timeline.at);
  EXPECT_EQ(timeline.health.order_violations, 0);
  Nanoseconds taxes{};
  for (const Ledger& ledger : settle_all(timeline))
    taxes += ledger.of(LeafClass::launch) + ledger.of(LeafClass::sync);
  EXPECT_GT(taxes, 0_ns) << "a unified machine with zero tax is a bug";
}

TEST(Live, PoisonReachesTheDevicesOwnMemory) {
  const Registry registry = test::full_registry();
  static const Variant idle{"idle", SerialFn([](const Args&) {}), ""};
  auto c = LiveCase::make(registry, "cpu_split", blocking(1), "chase", kSmallChase,
                          {.wait = Wait::block}, &idle);
  ASSERT_NE(c->execution, nullptr);
  c->execution->poison(0, 0);
  c->execution->run({.first = 1, .jobs = 1}, nullptr);
  for (const std::uint64_t end : c->execution->responses(0, 0).as<std::uint64_t>(2))
    EXPECT_EQ(end, 0xA5A5A5A5A5A5A5A5ULL);
}

}  // namespace
}  // namespace pontage
