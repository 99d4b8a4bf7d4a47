// SPDX-License-Identifier: Apache-2.0
#include "libbench/ledger.hpp"

#include <gtest/gtest.h>

#include "tests/support/printing.hpp"

namespace pontage {
namespace {

using Leaves = std::map<Leaf, Nanoseconds>;
constexpr Leaf kCompute{LeafKind::compute, -1};
constexpr Leaf kUnattributed{LeafKind::unattributed, -1};
constexpr Leaf queue_of(ResourceId r) { return {LeafKind::queue, r}; }

/// Builds a timeline activity by activity; every job is released at its first `scheduled`.
class Story {
 public:
  explicit Story(std::vector<std::string> resources) {
    timeline_.graph.resources = std::move(resources);
  }

  ActivityIndex add(JobId job, ResourceId resource, Leaf leaf, Nanoseconds duration,
                    std::vector<Edge> edges = {}, Nanoseconds scheduled = {}) {
    Activity a;
    a.resource = resource;
    a.job = job;
    a.act = static_cast<ActId>(timeline_.graph.activities.size());
    a.leaf = leaf;
    a.duration = duration;
    a.scheduled = scheduled;
    return timeline_.graph.add(a, edges);
  }
  Graph& graph() { return timeline_.graph; }
  const Timeline& told() {
    timeline_.at = replay(timeline_.graph);
    return timeline_;
  }
  Ledger of(ActivityIndex last) {
    const Activity& a = graph().activities[static_cast<std::size_t>(last)];
    return settle(told(), {a.job, a.scheduled, last, {}});
  }

 private:
  Timeline timeline_;
};

TEST(Settle, FollowsTheCriticalPath) {
  Story story({"host", "engine"});
  story.add(0, 0, {LeafKind::launch_submit}, 6_ns);
  story.add(0, 1, kCompute, 100_ns, {{0, 4_ns, LagKind::launch}});
  story.add(0, 0, {LeafKind::compute, 1}, 50_ns);  // hidden behind the engine
  const Ledger ledger =
      story.of(story.add(0, 0, {LeafKind::sync_wake}, 8_ns, {{1, 3_ns, LagKind::notify}}));
  EXPECT_EQ(ledger.total, 121_ns);
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, 100_ns},
                                   {{LeafKind::launch_submit}, 6_ns},
                                   {{LeafKind::launch_latency}, 4_ns},
                                   {{LeafKind::sync_notify}, 3_ns},
                                   {{LeafKind::sync_wake}, 8_ns}}));
  EXPECT_EQ(ledger.of(LeafClass::launch), 10_ns);
  EXPECT_EQ(ledger.of(LeafKind::sync_notify), 3_ns);
  ASSERT_EQ(ledger.path.size(), 5U);
  EXPECT_EQ(ledger.path.front().activity, 0);
  EXPECT_EQ(ledger.path.back().activity, 3);
  EXPECT_EQ(busy(story.told()).at(0).at({LeafKind::compute, 1}), 50_ns)
      << "hidden work stands in the resource ledger";
}

TEST(Settle, ATieGoesToTheDependencyThenByName) {
  Story story({"b", "a"});
  story.add(0, 0, {LeafKind::copy_dma}, 10_ns);
  story.add(0, 1, {LeafKind::copy_layout}, 10_ns);
  const auto last =
      story.add(0, 0, kCompute, 1_ns, {{0, 0_ns, LagKind::order}, {1, 0_ns, LagKind::order}});
  EXPECT_EQ(story.of(last).of(LeafKind::copy_layout), 10_ns) << "resource 'a' sorts before 'b'";
}

TEST(Settle, ATieGoesToTheDependencyBeforeTheResource) {
  Story story({"a", "b"});
  story.add(0, 0, {LeafKind::copy_dma}, 10_ns);
  story.add(0, 1, {LeafKind::copy_layout}, 10_ns);
  const auto last = story.add(0, 0, kCompute, 1_ns, {{1, 0_ns, LagKind::order}});
  EXPECT_EQ(story.of(last).of(LeafKind::copy_layout), 10_ns);
}

TEST(Settle, NeverEntersAnotherJob) {
  Story story({"engine", "host"});
  story.add(1, 0, kCompute, 10_ns);
  story.add(2, 1, {LeafKind::copy_dma}, 50_ns);
  const auto last =
      story.add(1, 0, kCompute, 5_ns, {{0, 4_ns, LagKind::launch}, {1, 0_ns, LagKind::order}});
  EXPECT_EQ(story.of(last).leaves,
            (Leaves{{kCompute, 15_ns}, {{LeafKind::launch_latency}, 4_ns}, {kUnattributed, 36_ns}}))
      << "what another job's data cost is not this job's copy, and its own lag explains no more "
         "than it declares";
}

TEST(Settle, AForeignOccupantIsQueueingWithBlame) {
  Story story({"engine"});
  story.add(1, 0, kCompute, 100_ns);
  const Ledger ledger = story.of(story.add(2, 0, kCompute, 50_ns, {}, 40_ns));
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, 50_ns}, {queue_of(0), 60_ns}}));
  EXPECT_EQ(ledger.blame, (std::map<Blame, Nanoseconds>{{{0, 1, 0}, 60_ns}}));
}

TEST(Settle, OwnWorkBehindAStrangerStaysOwn) {
  Story story({"engine"});
  story.add(1, 0, kCompute, 30_ns);
  story.add(2, 0, kCompute, 50_ns);
  const Ledger ledger = story.of(story.add(1, 0, kCompute, 20_ns));
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, 50_ns}, {queue_of(0), 50_ns}}));
}

TEST(Settle, IdleTimeInFrontOfAStrangerIsHisToo) {
  Story story({"engine", "host"});
  story.add(1, 0, kCompute, 10_ns);
  story.add(2, 1, kCompute, 40_ns);
  const auto blocker = story.add(2, 0, kCompute, 20_ns, {{1, 0_ns, LagKind::order}});
  const Ledger ledger = story.of(story.add(3, 0, kCompute, 5_ns));
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, 5_ns}, {queue_of(0), 60_ns}}));
  EXPECT_EQ(ledger.blame.at({0, 1, 0}), 10_ns);
  EXPECT_EQ(ledger.blame.at({0, 2, blocker}), 50_ns)
      << "30 ns at the head of the line, 20 ns at work";
}

TEST(Settle, AGapStandsInItsOwnLeaf) {
  Story story({"host", "engine"});
  story.add(0, 0, {LeafKind::launch_submit}, 6_ns);
  const auto last = story.add(0, 1, kCompute, 100_ns, {{0, 4_ns, LagKind::launch}});
  story.graph().activities[1].gap = 30_ns;
  EXPECT_EQ(story.of(last).of(LeafKind::unattributed), 30_ns);
  story.graph().activities[1].gap_leaf = {LeafKind::launch_gap};
  EXPECT_EQ(story.of(last).of(LeafKind::launch_gap), 30_ns);
}

TEST(Settle, AnOverlapCutsTheParent) {
  Story story({"host", "engine"});
  story.add(0, 0, {LeafKind::launch_submit}, 6_ns);
  const Ledger ledger = story.of(story.add(0, 1, kCompute, 100_ns, {{0, -2_ns, LagKind::launch}}));
  EXPECT_EQ(ledger.leaves, (Leaves{{{LeafKind::launch_submit}, 4_ns}, {kCompute, 100_ns}}));
  EXPECT_EQ(ledger.causality_clamps, 0);
}

TEST(Settle, ACauseAfterItsEffectIsCutToNothingAndCounted) {
  Story story({"host", "engine"});
  story.add(0, 0, kCompute, 5_ns);
  story.add(0, 0, {LeafKind::launch_submit}, 6_ns);
  story.graph().activities[1].gap = 7_ns;  // lies after the effect's begin: no time of the path
  const Ledger ledger = story.of(story.add(0, 1, kCompute, 100_ns, {{1, -16_ns, LagKind::launch}}));
  EXPECT_EQ(ledger.causality_clamps, 1);
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, ledger.total}}));
}

TEST(Settle, AProgramOrderExplainsNoLag) {
  Story story({"host", "engine"});
  story.add(0, 0, kCompute, 5_ns);
  const Ledger ledger = story.of(story.add(0, 1, kCompute, 5_ns, {{0, 9_ns, LagKind::order}}));
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, 10_ns}, {kUnattributed, 9_ns}}));
}

TEST(Settle, TheWindowOpensAtTheRelease) {
  Story story({"host"});
  const auto last = story.add(0, 0, kCompute, 5_ns, {}, 20_ns);
  const Ledger ledger = settle(story.told(), {0, 8_ns, last, {}});
  EXPECT_EQ(ledger.leaves, (Leaves{{kCompute, 5_ns}, {{LeafKind::queue_arrival}, 12_ns}}));
  EXPECT_EQ(settle(story.told(), {0, 22_ns, last, {}}).leaves, (Leaves{{kCompute, 3_ns}}))
      << "what was before is not the window's";
}

TEST(Settle, RunDelayIsCarvedFromTheDriversLongestStretch) {
  Story story({"host", "engine"});
  story.add(0, 0, {LeafKind::launch_submit}, 6_ns);
  story.add(0, 1, kCompute, 100_ns, {{0, 4_ns, LagKind::launch}});
  const auto last = story.add(0, 0, {LeafKind::sync_wake}, 8_ns, {{1, 0_ns, LagKind::notify}});
  const Ledger some = settle(story.told(), {0, 0_ns, last, 5_ns});
  EXPECT_EQ(some.of(LeafKind::sched), 5_ns);
  EXPECT_EQ(some.of(LeafKind::sync_wake), 3_ns);
  EXPECT_EQ(some.of(LeafKind::compute), 100_ns) << "the engine is not the driving thread";
  ASSERT_EQ(some.path.size(), 5U) << "the path tells the same story";
  EXPECT_EQ(some.path[3].leaf, (Leaf{LeafKind::sync_wake}));
  EXPECT_EQ(some.path[4].leaf, (Leaf{LeafKind::sched}));
  EXPECT_EQ(some.path[4].begin, some.path[3].end);
  EXPECT_EQ(some.path[4].end - some.path[4].begin, 5_ns);
  const Ledger all = settle(story.told(), {0, 0_ns, last, 1_us});
  EXPECT_EQ(all.of(LeafKind::sched), 8_ns) << "no more than there is";
  EXPECT_FALSE(all.leaves.contains({LeafKind::sync_wake}));
  EXPECT_EQ(all.path.back().leaf, (Leaf{LeafKind::sched}));
}

TEST(Ledger, IsFlaggedAboveTwoPercentAndAMicrosecond) {
  Ledger ledger;
  ledger.total = 50_us;
  ledger.leaves[kUnattributed] = 1_us;
  EXPECT_FALSE(ledger.is_flagged());
  ledger.leaves[kUnattributed] = 1_us + 1_ns;
  EXPECT_TRUE(ledger.is_flagged());
  ledger.total = 100_us;
  EXPECT_FALSE(ledger.is_flagged()) << "1 % only";
  ledger.total = 1_us;
  ledger.leaves[kUnattributed] = 900_ns;
  EXPECT_FALSE(ledger.is_flagged()) << "stamps alone are that much of a short job";
}

TEST(Marginal, RemovingACopyMayExposeAnother) {
  Story story({"host", "up", "down"});
  story.add(0, 1, {LeafKind::copy_dma}, 100_ns);
  story.add(0, 2, {LeafKind::launch_submit}, 80_ns);
  const auto last =
      story.add(0, 0, kCompute, 10_ns, {{0, 0_ns, LagKind::order}, {1, 0_ns, LagKind::order}});
  const JobWindow window{0, 0_ns, last, {}};
  EXPECT_EQ(marginal(story.told(), window, {LeafClass::copy}), 20_ns) << "of 100 ns on the path";
  EXPECT_EQ(marginal(story.told(), window, {LeafClass::launch}), 0_ns);
  EXPECT_EQ(marginal(story.told(), window, kTaxes), 100_ns);
}

TEST(Summarise, MeanSumsAndThePercentilesAreRealJobs) {
  Story story({"host"});
  for (JobId job = 0; job < 100; ++job) {
    const auto length = Nanoseconds{100 + (job * 37) % 100};
    const auto last = story.add(job, 0, job == 7 ? Leaf{LeafKind::copy_dma} : kCompute, length, {},
                                Nanoseconds{1000 * job});
    story.graph().jobs.push_back({job, Nanoseconds{1000 * job}, last, {}});
  }
  const LedgerSummary summary = summarise(settle_all(story.told()));
  EXPECT_EQ(summary.jobs, 100);
  EXPECT_DOUBLE_EQ(summary.mean_total_ns, 149.5);
  double sum = 0;
  for (const auto& [leaf, mean] : summary.mean_ns) sum += mean;
  EXPECT_NEAR(sum, summary.mean_total_ns, 1e-9);
  EXPECT_EQ(summary.at_p50.total, 150_ns);
  EXPECT_EQ(summary.at_p99.total, 198_ns);
  EXPECT_EQ(summary.at_p99.of(LeafClass::compute), 198_ns);
  EXPECT_EQ(summary.flagged, 0);
}

}  // namespace
}  // namespace pontage
