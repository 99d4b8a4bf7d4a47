// SPDX-License-Identifier: Apache-2.0
#include "libbench/timeline.hpp"

#include <gtest/gtest.h>

#include "tests/support/printing.hpp"

namespace pontage {
namespace {

Activity activity(ResourceId resource, LeafKind leaf, Nanoseconds duration, JobId job = 0) {
  Activity a;
  a.resource = resource;
  a.job = job;
  a.leaf = {leaf, -1};
  a.duration = duration;
  return a;
}

/// submit (host, 6) → kernel (engine, 100) → resume (host, 8).
Graph round_trip() {
  Graph graph;
  graph.resources = {"host", "engine"};
  graph.add(activity(0, LeafKind::launch_submit, 6_ns), {});
  graph.add(activity(1, LeafKind::compute, 100_ns), std::vector<Edge>{{0, 4_ns, LagKind::launch}});
  graph.add(activity(0, LeafKind::sync_wake, 8_ns), std::vector<Edge>{{1, 3_ns, LagKind::notify}});
  graph.jobs = {{0, 0_ns, 2, {}}};
  return graph;
}

TEST(Graph, KeepsTheEdgesOfEachActivityTogether) {
  const Graph graph = round_trip();
  EXPECT_EQ(graph.after(graph.activities[0]).size(), 0U);
  ASSERT_EQ(graph.after(graph.activities[2]).size(), 1U);
  EXPECT_EQ(graph.after(graph.activities[2])[0].from, 1);
}

TEST(Replay, StartsEachActivityAsEarlyAsItMay) {
  const std::vector<Interval> expected{
      {0_ns, 0_ns, 6_ns, -1}, {10_ns, 10_ns, 110_ns, -1}, {113_ns, 113_ns, 121_ns, 0}};
  EXPECT_EQ(replay(round_trip()), expected);
}

TEST(Replay, KeepsTheOrderOfEachResource) {
  Graph graph = round_trip();
  graph.add(activity(1, LeafKind::compute, 10_ns, 1), {});
  const auto at = replay(graph);
  EXPECT_EQ(at[3], (Interval{0_ns, 110_ns, 120_ns, 1}))
      << "ready at once, but the engine was taken";
}

TEST(Replay, WithoutAClassItsDurationsLagsAndGapsAreNothing) {
  Graph graph = round_trip();
  graph.activities[1].gap = 50_ns;
  graph.activities[1].gap_leaf = {LeafKind::launch_gap, -1};
  EXPECT_EQ(replay(graph).back().end, 171_ns);
  EXPECT_EQ(replay(graph, {LeafClass::launch}).back().end, 111_ns);
  EXPECT_EQ(replay(graph, {LeafClass::sync}).back().end, 160_ns);
  EXPECT_EQ(replay(graph, kTaxes).back().end, 100_ns);
  EXPECT_EQ(replay(graph, {LeafClass::copy}), replay(graph));
}

TEST(Replay, ReleasesStayWhereTheyAre) {
  Graph graph = round_trip();
  for (Activity& a : graph.activities) a.scheduled = 1_us;
  EXPECT_EQ(replay(graph, kTaxes).back().end, 1100_ns);
}

TEST(Replay, AnOverlapIsNoTax) {
  Graph graph;
  graph.resources = {"host", "engine"};
  graph.add(activity(0, LeafKind::compute, 20_ns), {});
  graph.add(activity(0, LeafKind::launch_submit, 6_ns), {});
  graph.add(activity(1, LeafKind::compute, 100_ns), std::vector<Edge>{{1, -2_ns, LagKind::launch}});
  EXPECT_EQ(replay(graph)[2].begin, 24_ns);
  EXPECT_EQ(replay(graph, {LeafClass::sync})[2].begin, 24_ns);
  EXPECT_EQ(replay(graph, {LeafClass::launch})[2].begin, 20_ns)
      << "not before the submit that is left";
  graph.edges[0].lag = -9_ns;
  EXPECT_EQ(replay(graph)[2].begin, 17_ns);
  EXPECT_EQ(replay(graph, {LeafClass::launch})[2].begin, 17_ns)
      << "removing a tax makes nothing later";
  graph.edges[0].lag = -30_ns;
  EXPECT_EQ(replay(graph)[2].begin, 0_ns) << "a job never starts before its release";
}

TEST(Replay, AnUnknownOrderIsNoTaxEither) {
  Graph graph = round_trip();
  graph.edges[0].kind = LagKind::order;
  EXPECT_EQ(replay(graph, {LeafClass::unattributed})[1].begin, 10_ns);
}

Timeline observed_as(Graph graph, std::vector<Interval> observed, const LagBounds& bounds) {
  Timeline timeline;
  timeline.graph = std::move(graph);
  fit_observed(timeline, observed, bounds);
  return timeline;
}

std::vector<Interval> spans(std::initializer_list<std::pair<Nanoseconds, Nanoseconds>> list) {
  std::vector<Interval> observed;
  for (const auto& [begin, end] : list) observed.push_back({{}, begin, end, -1});
  return observed;
}

TEST(FitObserved, ALagExplainsUpToItsBoundTheRestIsAGap) {
  LagBounds bounds;
  bounds[LagKind::launch] = 5_ns;
  bounds[LagKind::notify] = 5_ns;
  const Timeline timeline =
      observed_as(round_trip(), spans({{0_ns, 6_ns}, {30_ns, 90_ns}, {92_ns, 99_ns}}), bounds);
  EXPECT_EQ(timeline.graph.edges[0].lag, 5_ns);
  EXPECT_EQ(timeline.graph.activities[1].gap, 19_ns);
  EXPECT_EQ(timeline.graph.activities[1].duration, 60_ns);
  EXPECT_EQ(timeline.graph.edges[1].lag, 2_ns) << "no more than was seen";
  EXPECT_EQ(timeline.graph.activities[2].gap, 0_ns);
  EXPECT_EQ(timeline.at, replay(timeline.graph));
  EXPECT_EQ(timeline.health, TraceHealth{});
}

TEST(FitObserved, ABusyResourceExplainsTheWait) {
  Graph graph = round_trip();
  graph.add(activity(1, LeafKind::compute, {}, 1), {});
  const Timeline timeline = observed_as(
      std::move(graph), spans({{0_ns, 6_ns}, {6_ns, 90_ns}, {90_ns, 99_ns}, {95_ns, 99_ns}}), {});
  EXPECT_EQ(timeline.graph.activities[3].gap, 5_ns);
  EXPECT_EQ(timeline.at[3].ready, 0_ns);
}

TEST(FitObserved, KeepsANegativeLag) {
  const Timeline timeline =
      observed_as(round_trip(), spans({{0_ns, 6_ns}, {4_ns, 90_ns}, {90_ns, 99_ns}}), {});
  EXPECT_EQ(timeline.graph.edges[0].lag, -2_ns);
  EXPECT_EQ(timeline.health, TraceHealth{}) << "an early start is healthy";
  EXPECT_EQ(timeline.at, replay(timeline.graph));
}

TEST(FitObserved, CutsAndCountsOverlapsOnAResource) {
  Graph graph;
  graph.resources = {"host"};
  for (int i = 0; i < 3; ++i) graph.add(activity(0, LeafKind::compute, {}), {});
  const Timeline timeline =
      observed_as(std::move(graph), spans({{0_ns, 10_ns}, {7_ns, 20_ns}, {12_ns, 15_ns}}), {});
  EXPECT_EQ(timeline.health.overlaps, 2);
  EXPECT_EQ(timeline.at[1].begin, 10_ns);
  EXPECT_EQ(timeline.at[1].end, 20_ns);
  EXPECT_EQ(timeline.at[2].begin, 20_ns);
  EXPECT_EQ(timeline.at[2].end, 20_ns) << "nothing is left of it";
  EXPECT_EQ(timeline.at, replay(timeline.graph));
}

TEST(FitObserved, CountsEffectsBeforeTheirCause) {
  const Timeline timeline =
      observed_as(round_trip(), spans({{5_ns, 8_ns}, {3_ns, 90_ns}, {91_ns, 99_ns}}), {});
  EXPECT_EQ(timeline.health.order_violations, 1);
  EXPECT_EQ(timeline.at, replay(timeline.graph));
}

TEST(FitObserved, NothingIsBeforeTheRelease) {
  Graph graph = round_trip();
  for (Activity& a : graph.activities) a.scheduled = 3_ns;
  const Timeline timeline =
      observed_as(std::move(graph), spans({{1_ns, 6_ns}, {6_ns, 90_ns}, {90_ns, 99_ns}}), {});
  EXPECT_EQ(timeline.at[0].begin, 3_ns);
  EXPECT_EQ(timeline.graph.activities[0].duration, 3_ns);
  EXPECT_EQ(timeline.at, replay(timeline.graph));
}

}  // namespace
}  // namespace pontage
