// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/random_walk.hpp"

#include <gtest/gtest.h>

#include <array>

#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/random_walk_item.hpp"
#include "kernels/graph_walk/random_walk_variants.hpp"
#include "libbench/software_barrel.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::graph_walk {
namespace {

using test::able_variants;
using test::Bench;
using test::LazyTeam;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::unique_ptr<Problem> walks_on(Graph graph, const Settings& settings, Seed seed = 1) {
  return make_random_walk_problem(std::move(graph), *random_walk().shape_schema().make(settings),
                                  seed, "test");
}

TEST(RandomWalk, on_a_ring_there_is_one_way) {
  // 0 to 1 to … to 9 to 0: after 23 steps a walk is 3 further, and stood on every vertex twice.
  std::vector<Edge> ring;
  for (Vertex v = 0; v < 10; ++v) ring.push_back({v, (v + 1) % 10});
  SerialTeam team;
  for (const int contexts : {1, 3, 64}) {
    const auto problem =
        walks_on(make_graph(10, ring),
                 {{"walks", 20}, {"steps", 23}, {"restart", 0}, {"contexts", contexts}});
    EXPECT_EQ(able_variants(random_walk(), *problem).size(), 2U);
    for (const Variant& variant : able_variants(random_walk(), *problem)) {
      Bench bench(*problem);
      bench.run(variant, team);
      EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      for (int walk = 0; walk < 20; ++walk) {
        const Vertex start = bench.as<Vertex>(kWalkStarts)[walk];
        EXPECT_EQ(bench.as<Vertex>(kWalkEnds)[walk], (start + 3) % 10);
        EXPECT_EQ(bench.as<std::uint64_t>(kWalkSums)[walk],
                  2 * 45 + (start + 1) % 10 + (start + 2) % 10 + (start + 3) % 10);
      }
    }
  }
}

TEST(RandomWalk, certain_restarts_and_dead_ends_stay_at_the_start) {
  SerialTeam team;
  for (const Graph& graph : {uniform_graph(6, 4, 1), make_graph(7, {})}) {
    const auto problem = walks_on(graph, {{"walks", 9}, {"steps", 5}, {"restart", 65536}});
    Bench bench(*problem);
    bench.run(variant_named(random_walk(), "plain"), team);
    for (int walk = 0; walk < 9; ++walk)
      EXPECT_EQ(bench.as<Vertex>(kWalkEnds)[walk], bench.as<Vertex>(kWalkStarts)[walk]);
    EXPECT_EQ(problem->work(random_walk().variants()[0]).dependent_loads, 9 * 5);
  }
}

TEST(RandomWalk, every_variant_agrees_with_the_reference) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (Seed seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng(seed);
    const std::uint64_t vertices = 1 + rng.below(400);
    std::vector<Edge> edges(rng.below(vertices * 4));
    for (Edge& edge : edges)
      edge = {static_cast<Vertex>(rng.below(vertices)), static_cast<Vertex>(rng.below(vertices))};
    const auto problem =
        walks_on(make_graph(static_cast<std::int64_t>(vertices), edges),
                 {{"walks", static_cast<std::int64_t>(1 + rng.below(500))},
                  {"steps", static_cast<std::int64_t>(1 + rng.below(40))},
                  {"restart", static_cast<std::int64_t>(rng.below(20'000))},
                  {"contexts", static_cast<std::int64_t>(1 + rng.below(kMostContexts))}},
                 seed);
    for (const Variant& variant : able_variants(random_walk(), *problem))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
        Bench bench(*problem);
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      }
  }
}

TEST(RandomWalk, edges_are_drawn_with_equal_chance) {
  // A hub with 8 leaves, one step: each leaf about 1,000 times of 8,000.
  std::vector<Edge> star;
  for (Vertex leaf = 1; leaf <= 8; ++leaf) star.push_back({0, leaf});
  std::array<int, 9> at{};
  for (std::uint64_t seed = 0; seed < 8000; ++seed) {
    const Graph graph = make_graph(9, star);
    RandomWalkShape shape;
    shape.steps = 1;
    ++at[follow_walk(graph.offsets.data(), graph.targets.data(), 0, mix64(seed), shape).at];
  }
  EXPECT_EQ(at[0], 0);
  for (int leaf = 1; leaf <= 8; ++leaf) EXPECT_NEAR(at[leaf], 1000, 120) << leaf;
}

TEST(RandomWalk, work_is_what_the_item_does) {
  for (const auto& [restart, contexts] : {std::pair(0, 1), {9830, 16}}) {
    const auto problem =
        walks_on(kronecker_graph(9, 4, 3),
                 {{"walks", 77}, {"steps", 31}, {"restart", restart}, {"contexts", contexts}});
    Bench bench(*problem);
    const Walks walks = walks_of(bench.args());
    CountProbe probe;
    for (int walk = 0; walk < 77; ++walk) walk_item(probe, walks, walk);
    EXPECT_TRUE(bench.judge().right);
    const Work work = problem->work(random_walk().variants()[0]);
    EXPECT_EQ(work.steps, 77 * 31);
    EXPECT_EQ(work.dependent_loads, probe.dependent_loads);
    EXPECT_EQ(work.bytes_read.count(), probe.bytes_loaded);
    EXPECT_EQ(work.bytes_written.count(), probe.bytes_stored);
  }
}

TEST(RandomWalk, a_barrel_yields_before_every_dependent_load_but_the_first) {
  const auto problem = walks_on(uniform_graph(8, 4, 3), {{"walks", 10}, {"steps", 20}});
  Bench bench(*problem);
  const Walks walks = walks_of(bench.args());
  CountProbe probe;
  for (int walk = 0; walk < 10; ++walk) {
    Walker walker;
    start_walk(probe, walks, walker, walk);
    while (step_walk(probe, walks, walker)) {
    }
  }
  EXPECT_TRUE(bench.judge().right);
  EXPECT_EQ(probe.yields, probe.dependent_loads) << "one for each, the last of a walk for nothing";
}

TEST(RandomWalk, the_judge_names_the_first_wrong_walk) {
  const auto problem = walks_on(uniform_graph(6, 3, 1), {{"walks", 8}, {"steps", 4}});
  SerialTeam team;
  Bench bench(*problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(random_walk(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<std::uint64_t>(kWalkSums)[5] += 1;
  EXPECT_TRUE(bench.judge().why.starts_with("walk 5 stood on vertices that sum to "));
  bench.as<Vertex>(kWalkEnds)[3] += 1;
  EXPECT_TRUE(bench.judge().why.starts_with("walk 3 ended at vertex "));
  LazyTeam lazy;
  const auto longer = walks_on(uniform_graph(6, 3, 1), {{"walks", 500}});
  Bench unfinished(*longer);
  unfinished.run(variant_named(random_walk(), "plain"), lazy);
  EXPECT_FALSE(unfinished.judge().right);
}

TEST(RandomWalk, plain_and_barrel_share_the_contexts) {
  const auto one = walks_on(grid_graph(4), {}), more = walks_on(grid_graph(4), {{"contexts", 2}});
  EXPECT_EQ(variant_named(random_walk(), "plain").refusal(*more), "it has one context, not 2");
  EXPECT_EQ(variant_named(random_walk(), "barrel").refusal(*one),
            "one context is no barrel; 'plain' has one");
}

}  // namespace
}  // namespace pontage::graph_walk
