// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/khop.hpp"

#include <gtest/gtest.h>

#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/khop_item.hpp"
#include "kernels/graph_walk/khop_variants.hpp"
#include "libbench/software_barrel.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::graph_walk {
namespace {

using test::able_variants;
using test::Bench;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::unique_ptr<Problem> hops_on(Graph graph, const Settings& settings, Seed seed = 1) {
  return make_khop_problem(std::move(graph), *khop().shape_schema().make(settings), seed, "test");
}

TEST(Khop, a_diamond_by_hand) {
  // One seed, whichever: 0 to 1 and 2, both to 3, that to 0; so from each vertex all four.
  const std::vector<Edge> edges{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 0}};
  const std::vector<std::vector<std::uint32_t>> counts{
      {1, 2, 1, 0}, {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 2, 0}};
  const std::vector<std::vector<Vertex>> reached{
      {0, 1, 2, 3}, {1, 3, 0, 2}, {2, 3, 0, 1}, {3, 0, 1, 2}};
  SerialTeam team;
  for (const int contexts : {1, 7}) {
    const auto problem = hops_on(
        make_graph(4, edges), {{"seeds", 12}, {"hops", 3}, {"most", 16}, {"contexts", contexts}});
    EXPECT_EQ(able_variants(khop(), *problem).size(), 2U);
    for (const Variant& variant : able_variants(khop(), *problem)) {
      Bench bench(*problem);
      bench.run(variant, team);
      EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      for (int i = 0; i < 12; ++i) {
        const Vertex seed = bench.as<Vertex>(kHopSeeds)[i];
        const auto* count = bench.as<std::uint32_t>(kHopCounts) + i * 4;
        const auto* vertex = bench.as<Vertex>(kHopReached) + i * 16;
        EXPECT_EQ(std::vector(count, count + 4), counts[seed]) << "from " << seed;
        EXPECT_EQ(std::vector(vertex, vertex + 4), reached[seed]) << "from " << seed;
      }
    }
  }
}

TEST(Khop, a_full_neighbourhood_stops_in_the_midst_of_a_row) {
  std::vector<Edge> star;
  for (Vertex leaf = 1; leaf <= 9; ++leaf) star.push_back({0, leaf}), star.push_back({leaf, 0});
  SerialTeam team;
  const auto problem = hops_on(make_graph(10, star), {{"seeds", 30}, {"hops", 2}, {"most", 4}});
  for (const Variant& variant : able_variants(khop(), *problem)) {
    Bench bench(*problem);
    bench.run(variant, team);
    EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
    for (int i = 0; i < 30; ++i) {
      const bool is_hub = bench.as<Vertex>(kHopSeeds)[i] == 0;
      const auto* count = bench.as<std::uint32_t>(kHopCounts) + i * 3;
      EXPECT_EQ(std::vector(count, count + 3), is_hub ? (std::vector<std::uint32_t>{1, 3, 0})
                                                      : (std::vector<std::uint32_t>{1, 1, 2}));
    }
  }
}

TEST(Khop, every_variant_agrees_with_the_reference) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (Seed seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng(seed);
    const std::uint64_t vertices = 1 + rng.below(500);
    std::vector<Edge> edges(rng.below(vertices * 5));
    for (Edge& edge : edges)
      edge = {static_cast<Vertex>(rng.below(vertices)), static_cast<Vertex>(rng.below(vertices))};
    const auto problem =
        hops_on(make_graph(static_cast<std::int64_t>(vertices), edges),
                {{"seeds", static_cast<std::int64_t>(1 + rng.below(300))},
                 {"hops", static_cast<std::int64_t>(1 + rng.below(6))},
                 {"most", static_cast<std::int64_t>(2 + rng.below(100))},
                 {"contexts", static_cast<std::int64_t>(1 + rng.below(kMostContexts))}},
                seed);
    for (const Variant& variant : able_variants(khop(), *problem))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
        Bench bench(*problem);
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << "a second run starts over";
      }
  }
}

TEST(Khop, work_is_what_the_item_does) {
  for (const int most : {5, 400}) {
    const auto problem =
        hops_on(kronecker_graph(8, 3, 3), {{"seeds", 50}, {"hops", 3}, {"most", most}});
    Bench bench(*problem);
    const Neighbourhoods all = neighbourhoods_of(bench.args());
    CountProbe probe;
    for (int seed = 0; seed < 50; ++seed) khop_item(probe, all, seed);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    const Work work = problem->work(khop().variants()[0]);
    EXPECT_EQ(work.dependent_loads, probe.dependent_loads);
    // What the item also does: clears and searches its tables.
    const auto slots = static_cast<std::int64_t>(khop_slots(most));
    EXPECT_GT(work.steps, 50);
    EXPECT_EQ((probe.bytes_stored - work.bytes_written.count()) % 4, 0);
    EXPECT_GE(probe.bytes_stored - work.bytes_written.count(), 50 * slots * 4);
    EXPECT_LE(probe.bytes_stored - work.bytes_written.count(), 50 * (slots + most) * 4);
  }
}

TEST(Khop, the_judge_sees_an_answer_of_another_size) {
  const auto problem = hops_on(grid_graph(6), {{"seeds", 8}, {"hops", 2}}),
             other = hops_on(grid_graph(6), {{"seeds", 8}, {"hops", 2}, {"most", 255}});
  SerialTeam team;
  Bench bench(*other);
  bench.run(variant_named(khop(), "reference"), team);
  EXPECT_EQ(problem->judge(bench.responses()).why,
            "there are 24 counts and 2040 places, must be 24 and 2048");
}

TEST(Khop, the_judge_names_the_first_wrong_place) {
  const auto problem = hops_on(grid_graph(6), {{"seeds", 8}, {"hops", 2}});
  SerialTeam team;
  Bench bench(*problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(khop(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  const Digest right = problem->canonical(bench.responses());
  bench.as<Vertex>(kHopReached)[2 * 256 + 255] = 7;
  EXPECT_TRUE(bench.judge().right) << "beyond the end of a row";
  EXPECT_EQ(problem->canonical(bench.responses()), right);
  bench.as<Vertex>(kHopReached)[2 * 256 + 1] += 1;
  EXPECT_TRUE(bench.judge().why.starts_with("seed 2, place 1: vertex ")) << bench.judge().why;
  EXPECT_FALSE(problem->canonical(bench.responses()) == right);
  bench.as<std::uint32_t>(kHopCounts)[5 * 3 + 1] += 1;
  EXPECT_TRUE(bench.judge().why.starts_with("seed 5, depth 1: ")) << bench.judge().why;
}

}  // namespace
}  // namespace pontage::graph_walk
