// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/bfs.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/graph_source.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::graph_walk {
namespace {

using test::Bench;
using test::host_variants;
using test::LazyTeam;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::unique_ptr<Problem> search(Graph graph, std::vector<Vertex> roots) {
  return make_bfs_problem(std::move(graph), std::move(roots), *bfs().shape_schema().make({}),
                          "test");
}

/// The depths after `variant`, judged right.
std::vector<std::int32_t> depths(const Problem& problem, const Variant& variant, HostTeam& team) {
  Bench bench(problem);
  bench.run(variant, team);
  EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
  const auto* first = bench.as<std::int32_t>(kDepths);
  return {first, first + problem.values()[kDepths].most.count() / 4};
}

Graph chain(std::int64_t vertices) {
  std::vector<Edge> edges;
  for (Vertex v = 0; v + 1 < vertices; ++v) edges.push_back({v, v + 1});
  return make_graph(vertices, edges);
}

TEST(Bfs, depths_on_a_grid_are_distances) {
  ThreadTeam threads(4);
  const auto problem = search(grid_graph(9), {37, 0});  // 32 columns, 16 rows
  for (const Variant& variant : host_variants(bfs())) {
    const auto got = depths(*problem, variant, threads);
    for (int v = 0; v < 512; ++v) {
      EXPECT_EQ(got[v], std::abs(v % 32 - 5) + std::abs(v / 32 - 1)) << variant.name << ' ' << v;
      EXPECT_EQ(got[512 + v], v % 32 + v / 32) << variant.name << ' ' << v;
    }
  }
}

TEST(Bfs, edges_have_a_direction) {
  SerialTeam team;
  const auto problem = search(chain(4), {1});
  for (const Variant& variant : host_variants(bfs()))
    EXPECT_EQ(depths(*problem, variant, team), (std::vector<std::int32_t>{-1, 0, 1, 2}));
}

TEST(Bfs, every_variant_gives_the_judged_answer_on_any_team) {
  SerialTeam serial;
  ThreadTeam two(2), five(5);
  for (const char* graph : {"uniform", "kronecker", "grid"}) {
    const auto problem =
        make(bfs(), {{"graph", graph}, {"scale", 12}, {"degree", 6}, {"roots", 3}});
    ASSERT_TRUE(problem) << problem.error().what;
    for (const Variant& variant : host_variants(bfs()))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &two, &five}) {
        Bench bench(**problem);
        bench.run(variant, *team);
        EXPECT_TRUE(bench.judge().right)
            << graph << ' ' << variant.name << ": " << bench.judge().why;
        bench.run(variant, *team);
        EXPECT_TRUE(bench.judge().right) << "a second run starts over";
      }
  }
}

TEST(Bfs, a_vertex_is_claimed_once) {
  // A root, 256 vertices, and 2,000 that all of those point to: four chunks look at the same
  // targets at the same time.
  constexpr Vertex kMiddle = 256, kLast = 2000;
  std::vector<Edge> edges;
  for (Vertex middle = 1; middle <= kMiddle; ++middle) {
    edges.push_back({0, middle});
    for (Vertex last = 0; last < kLast; ++last) edges.push_back({middle, 1 + kMiddle + last});
  }
  const auto problem = search(make_graph(1 + kMiddle + kLast, edges), {0});
  ThreadTeam two(2);
  for (int round = 0; round < 40; ++round) {
    Bench bench(*problem);
    bench.run(variant_named(bfs(), "top_down"), two);
    ASSERT_TRUE(bench.judge().right) << bench.judge().why;
    const auto* first = bench.as<Vertex>(kFrontier);
    std::vector<Vertex> frontier(first, first + 1 + kMiddle + kLast);
    std::ranges::sort(frontier);
    for (Vertex v = 0; v < frontier.size(); ++v) ASSERT_EQ(frontier[v], v) << "in round " << round;
  }
}

TEST(Bfs, odd_graphs) {
  SerialTeam team;
  for (const Variant& variant : host_variants(bfs())) {
    EXPECT_EQ(depths(*search(make_graph(1, {}), {0}), variant, team),
              (std::vector<std::int32_t>{0}));
    EXPECT_EQ(depths(*search(make_graph(3, {}), {1}), variant, team),
              (std::vector<std::int32_t>{-1, 0, -1}))
        << "an isolated root";
    const std::vector<Edge> loops{{0, 0}, {0, 1}, {0, 1}, {1, 0}};
    EXPECT_EQ(depths(*search(make_graph(2, loops), {0}), variant, team),
              (std::vector<std::int32_t>{0, 1}));
  }
}

TEST(Bfs, work_counts_the_edges_of_reached_vertices) {
  const std::vector<Edge> edges{{0, 1}, {0, 1}, {1, 0}, {2, 0}};
  const auto problem = search(make_graph(4, edges), {0, 2, 3});
  const Work work = problem->work(bfs().variants()[0]);
  EXPECT_EQ(work.steps, 3 + 4 + 0);
  EXPECT_EQ(work.step_name, "edge");
  EXPECT_EQ(work.dependent_loads, 7 + (2 + 3 + 1));
  EXPECT_EQ(work.bytes_read, Bytes{7 * 8 + 6 * 20});
  EXPECT_EQ(work.bytes_written, Bytes{3 * 4 * 4 + 6 * 4});
}

TEST(Bfs, the_judge_names_the_first_wrong_vertex) {
  const auto problem = search(chain(32), {0, 5});
  SerialTeam team;
  Bench bench(*problem);
  bench.run(bfs().variants()[0], team);
  const Digest right = problem->canonical(bench.responses());
  bench.as<std::int32_t>(kDepths)[17] += 1;
  EXPECT_EQ(bench.judge().why, "from root 0, vertex 17: depth 18, must be 17");
  EXPECT_FALSE(problem->canonical(bench.responses()) == right);
  bench.as<std::int32_t>(kDepths)[17] -= 1;
  EXPECT_TRUE(bench.judge().right);
  bench.as<std::int32_t>(kDepths)[32 + 31] = kNotReached;
  EXPECT_EQ(bench.judge().why, "from root 5, vertex 31: depth -1, must be 26");
}

TEST(Bfs, the_judge_sees_what_was_never_written) {
  const auto problem = search(chain(32), {0});
  Bench bench(*problem);
  EXPECT_TRUE(bench.judge().why.starts_with("from root 0, vertex 0: depth -15"))
      << bench.judge().why;
}

TEST(Bfs, the_judge_sees_a_wrong_root) {
  const auto problem = search(chain(32), {1}), other = search(chain(32), {2});
  SerialTeam team;
  Bench bench(*other);
  bench.run(bfs().variants()[0], team);
  EXPECT_EQ(problem->judge(bench.responses()).why, "from root 1, vertex 1: depth -1, must be 0");
  const auto longer = search(chain(32), {1, 2});
  Bench more(*longer);
  EXPECT_EQ(problem->judge(more.responses()).why, "there are 64 depths, must be 32");
}

TEST(Bfs, the_judge_sees_a_worker_that_never_ran) {
  const auto problem = make(bfs(), {{"graph", "uniform"}, {"scale", 12}, {"degree", 4}});
  LazyTeam lazy;
  Bench bench(**problem);
  bench.run(variant_named(bfs(), "top_down"), lazy);
  EXPECT_FALSE(bench.judge().right);
}

TEST(Bfs, roots_are_different_and_have_an_edge) {
  const Graph graph = kronecker_graph(10, 4, 1);
  const auto roots = choose_roots(graph, 100, 1);
  ASSERT_TRUE(roots);
  std::vector<bool> seen(1024);
  for (const Vertex root : *roots) {
    EXPECT_GT(graph.degree(root), 0);
    EXPECT_FALSE(seen[root]);
    seen[root] = true;
  }
  EXPECT_NE(*roots, *choose_roots(graph, 100, 2));
  const auto many = choose_roots(chain(4), 4, 1);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, ErrorKind::refused);
  EXPECT_EQ(many.error().what,
            "4 roots were asked for and the graph has 3 vertices with an edge; give fewer roots");
}

TEST(Bfs, a_seed_gives_the_same_problem_everywhere) {
  const auto problem = make(bfs(), {{"graph", "kronecker"}, {"scale", 8}});
  Bench bench(**problem);
  SerialTeam team;
  bench.run(variant_named(bfs(), "reference"), team);
  EXPECT_EQ(to_text((*problem)->canonical(bench.responses())), "834a4736908a6afee1b13dfc14722c3e");
}

TEST(Bfs, what_cannot_be_made_is_refused_with_a_sentence) {
  const auto unknown = make(bfs(), {{"graph", "wordnot"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_EQ(
      unknown.error().what,
      "there is no graph 'wordnot'; it takes wordnet, wordnet:/dir, uniform, kronecker or grid");
  const auto large = make(bfs(), {{"graph", "uniform"}, {"scale", 31}, {"degree", 65536}});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::refused);
  EXPECT_TRUE(large.error().what.starts_with("graph=uniform of scale 31 needs "))
      << large.error().what;
  EXPECT_FALSE(make(bfs(), {{"graph", "grid"}, {"scale", 32}}));
}

TEST(Bfs, a_remark_says_what_it_is_and_whether_caches_hold_it) {
  const auto problem = make(bfs(), {{"graph", "grid"}, {"scale", 6}, {"roots", 1}});
  EXPECT_EQ((*problem)->remark(), "grid: 64 vertices, 224 edges; cache-resident: 1.89 KiB");
}

TEST(Bfs, suites_can_be_made) {
  EXPECT_EQ(bfs().suites()[0].name, "quick");
  for (const Suite& suite : bfs().suites())
    for (const auto& [name, sweep] : suite.axes) {
      const AxisSpec* axis = find_axis(bfs().shape_schema().axes(), name);
      ASSERT_NE(axis, nullptr) << name;
      EXPECT_TRUE(parse_sweep(*axis, sweep)) << suite.purpose << ": " << name << "=" << sweep;
    }
}

}  // namespace
}  // namespace pontage::graph_walk
