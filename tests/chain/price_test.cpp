// SPDX-License-Identifier: Apache-2.0
/// Virtual time is exact: the same integers under every compiler.
#include "libbench/price.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "kernels/kernel_list.hpp"
#include "libbench/ledger.hpp"
#include "libbench/machine.hpp"

namespace pontage {
namespace {

struct Priced {
  std::unique_ptr<Machine> machine;
  Plan plan;
  Timeline timeline;
};

Priced price_chase(const std::string& file, const LoweringAxes& axes, int jobs) {
  Registry registry;
  add_all_kernels(registry);
  const Kernel& chase = **registry.kernel("chase");
  const auto shape = chase.shape_schema().make({{"bytes", std::int64_t{1} << 20},
                                                {"chains", std::int64_t{8}},
                                                {"banks", std::int64_t{4}},
                                                {"hops", std::int64_t{1000}}});
  const auto problem = *chase.make_problem(*shape, 1);
  Priced out;
  out.machine =
      std::make_unique<Machine>(*load_machine(std::string(PONTAGE_MACHINES) + "/" + file));
  const auto variant =
      choose_variant(registry.variants(chase), out.machine->device(), *problem, "");
  const Placement placement{{&out.machine->device()}, {0}};
  out.plan = *lower(single_stage("chase", *problem, **variant), placement, axes);
  out.timeline = price(out.plan, out.machine->costs(), jobs, {});
  return out;
}

std::map<std::string, std::int64_t> leaves(const Timeline& t, std::size_t job) {
  std::map<std::string, std::int64_t> out;
  for (const auto& [leaf, time] : settle(t, t.graph.jobs[job]).leaves)
    out[full_name(leaf, t.graph.stages, t.graph.resources)] = time.count();
  return out;
}

using Leaves = std::map<std::string, std::int64_t>;

// By hand: 4 banks × 8 chains × 1,000 hops = 32,000 steps at 2·10⁹/s = 16,000 ns; 256 B at 25 GB/s
// = 10 ns each way. The host submits copy (0–6,000), launch (–10,000), copy (–16,000). The upload
// is done at 6,000 + 4,000 + 10 and visible to the engine 2,500 later, at 12,510; the launch,
// submitted at 10,000, could start 4,000 later, at 14,000: that is what decides. Compute until
// 30,000, event 2,500, copy 10, notify 3,000: 35,510.
TEST(Price, DiscreteIsExact) {
  const Priced p = price_chase("example_discrete.json", {}, 1);
  const Leaves expected{
      {"launch.submit", 6000 + 4000}, {"launch.latency", 4000}, {"compute.chase", 16000},
      {"sync.event", 2500},           {"copy.dma", 10},         {"sync.notify", 3000}};
  EXPECT_EQ(leaves(p.timeline, 0), expected);
}

TEST(Price, UnifiedPaysLaunchAndSynchronisation) {
  const Priced p = price_chase("example_unified.json", {}, 1);
  const Leaves expected{{"launch.submit", 1000},
                        {"launch.latency", 1000},
                        {"compute.chase", 21333},
                        {"sync.notify", 1000}};
  EXPECT_EQ(leaves(p.timeline, 0), expected);
  EXPECT_EQ(p.plan.crossings.bytes, Bytes{});
  EXPECT_EQ(p.machine->assumed_share(settle(p.timeline, p.timeline.graph.jobs[0])), 1.0);
}

TEST(Price, BlockingWaitsPayTheWake) {
  const Priced p = price_chase("example_unified.json", {.wait = Wait::block}, 1);
  EXPECT_EQ(leaves(p.timeline, 0).at("sync.wake"), 6000);
}

TEST(Price, ReplaysToItself) {
  for (const int in_flight : {1, 2, 3})
    for (const Submission submit : {Submission::one_by_one, Submission::batched}) {
      const Priced p =
          price_chase("example_discrete.json", {.submit = submit, .in_flight = in_flight}, 12);
      EXPECT_EQ(replay(p.timeline.graph), p.timeline.at);
      for (const JobWindow& window : p.timeline.graph.jobs)
        EXPECT_EQ(settle(p.timeline, window).of(LeafKind::unattributed), 0_ns);
    }
}

TEST(Price, SeveralJobsInFlightRaiseThroughput) {
  const auto end_of = [](const Priced& p) {
    return p.timeline.at[static_cast<std::size_t>(p.timeline.graph.jobs.back().last)].end;
  };
  EXPECT_LT(end_of(price_chase("example_discrete.json", {.in_flight = 3}, 12)),
            end_of(price_chase("example_discrete.json", {}, 12)));
}

TEST(Price, OneNanosecondMovesExactlyTheLeafItBelongsTo) {
  const Priced p = price_chase("example_discrete.json", {}, 1);
  const Leaves before = leaves(p.timeline, 0);
  for (std::size_t i = 0; i < p.timeline.graph.activities.size(); ++i) {
    Timeline moved = p.timeline;
    moved.graph.activities[i].duration += 1_ns;
    moved.at = replay(moved.graph);
    Leaves expected = before;
    const Activity& a = p.timeline.graph.activities[i];
    const Ledger ledger = settle(p.timeline, p.timeline.graph.jobs[0]);
    const bool is_on_path = std::ranges::any_of(ledger.path, [&](const PathSegment& s) {
      return s.activity == static_cast<ActivityIndex>(i) && s.leaf == a.leaf;
    });
    // A wait that spins takes no time, so it is on the path with an empty segment.
    if (is_on_path || a.leaf.kind == LeafKind::sync_wake)
      ++expected[full_name(a.leaf, p.timeline.graph.stages, p.timeline.graph.resources)];
    EXPECT_EQ(leaves(moved, 0), expected) << "activity " << i;
  }
}

TEST(Price, WhatTheMarginalLedgerSaysTheReplayDoes) {
  const Priced p = price_chase("example_discrete.json", {}, 1);
  EXPECT_EQ(marginal(p.timeline, p.timeline.graph.jobs[0], kTaxes), Nanoseconds{35'510 - 16'000});
}

TEST(MachineFile, RefusesWhatItCannotMean) {
  const auto refusal = [](const std::string& text) {
    const auto spec = parse_machine(text, "m.json");
    return spec ? std::string("accepted") : spec.error().what;
  };
  EXPECT_NE(refusal("{").find("m.json"), std::string::npos);
  EXPECT_NE(refusal(R"({"pontage_machine": 2})").find("newer pontage"), std::string::npos);
  EXPECT_NE(refusal(R"({"pontage_machine": 1, "name": "x", "summary": "", "memory": "both"})")
                .find("'memory'"),
            std::string::npos);
  EXPECT_NE(
      refusal(
          R"({"pontage_machine": 1, "name": "x", "summary": "", "memory": "unified", "parameters": {}})")
          .find("steps_per_second"),
      std::string::npos);
  EXPECT_FALSE(load_machine("/nonexistent.json"));
}

}  // namespace
}  // namespace pontage
