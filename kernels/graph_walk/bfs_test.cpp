// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/bfs.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/graph_source.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::graph_walk {
namespace {

using test::able_variants;
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

/// The depths that follow from the parents after `variant`, judged right.
std::vector<std::int32_t> depths(const Problem& problem, const Variant& variant, HostTeam& team) {
  Bench bench(problem);
  bench.run(variant, team);
  EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
  const auto* parents = bench.as<std::int32_t>(kParents);
  const std::int64_t vertices = problem.values()[kOffsets].most.count() / 8 - 1;
  std::vector<std::int32_t> depths;
  for (std::int64_t at = 0; at < problem.values()[kParents].most.count() / 4; ++at) {
    const std::int32_t* of_search = parents + at / vertices * vertices;
    std::int32_t depth = of_search[at % vertices] == kNotReached ? kNotReached : 0;
    for (auto v = at % vertices; depth >= 0 && of_search[v] != v; v = of_search[v]) ++depth;
    depths.push_back(depth);
  }
  return depths;
}

/// A search through a graph that has every edge in both directions, under a name that says so.
std::unique_ptr<Problem> symmetric_search(Graph graph, std::vector<Vertex> roots) {
  return make_bfs_problem(std::move(graph), std::move(roots),
                          *bfs().shape_schema().make({{"graph", "uniform"}}), "test");
}

Graph chain(std::int64_t vertices) {
  std::vector<Edge> edges;
  for (Vertex v = 0; v + 1 < vertices; ++v) edges.push_back({v, v + 1});
  return make_graph(vertices, edges);
}

TEST(Bfs, depths_on_a_grid_are_distances) {
  ThreadTeam threads(4);
  const auto problem = symmetric_search(grid_graph(9), {37, 0});  // 32 columns, 16 rows
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
  for (const Variant& variant : able_variants(bfs(), *problem))
    EXPECT_EQ(depths(*problem, variant, team), (std::vector<std::int32_t>{-1, 0, 1, 2}));
  EXPECT_EQ(variant_named(bfs(), "direction_optimising").refusal(*problem),
            "a vertex must see who points to it, and the edges of wordnet have one direction");
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

TEST(Bfs, random_graphs_of_any_shape) {
  SerialTeam serial;
  ThreadTeam two(2);
  for (Seed seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng(seed);
    const std::uint64_t vertices = 1 + rng.below(seed % 3 == 0 ? 5000 : 200);
    std::vector<Edge> edges(rng.below(vertices * (seed % 5 + 1)));
    for (Edge& edge : edges)
      edge = {static_cast<Vertex>(rng.below(vertices)), static_cast<Vertex>(rng.below(vertices))};
    const auto root = [&] { return static_cast<Vertex>(rng.below(vertices)); };
    const auto problem = symmetric_search(
        make_symmetric_graph(static_cast<std::int64_t>(vertices), edges), {root(), root()});
    for (const Variant& variant : host_variants(bfs()))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &two}) {
        Bench bench(*problem);
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
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
  for (const Variant& variant : able_variants(bfs(), *search(chain(2), {0}))) {
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
  bench.run(variant_named(bfs(), "reference"), team);
  const Digest right = problem->canonical(bench.responses());
  const auto with = [&](std::size_t at, std::int32_t parent) {
    const std::int32_t before = std::exchange(bench.as<std::int32_t>(kParents)[at], parent);
    EXPECT_FALSE(problem->canonical(bench.responses()) == right) << at;
    std::string why = bench.judge().why;
    bench.as<std::int32_t>(kParents)[at] = before;
    EXPECT_TRUE(bench.judge().right);
    return why;
  };
  EXPECT_EQ(with(17, 18),
            "from root 0, vertex 17: parent 18, whose depth is 18, must be one of depth 16");
  EXPECT_EQ(with(0, -1), "from root 0, vertex 0: parent -1, must be itself: it is the root");
  EXPECT_EQ(with(3, 32), "from root 0, vertex 3: parent 32, must be a vertex: its depth is 3");
  EXPECT_EQ(with(32 + 31, kNotReached),
            "from root 5, vertex 31: parent -1, must be a vertex: its depth is 26");
  EXPECT_EQ(with(32 + 4, 3), "from root 5, vertex 4: parent 3, must be -1: it is not reached");
}

TEST(Bfs, a_parent_needs_an_edge_to_its_child) {
  // Two ways down: 0 to 1 to 3 and 0 to 2 to 4.
  const std::vector<Edge> edges{{0, 1}, {0, 2}, {1, 3}, {2, 4}};
  const auto problem = search(make_graph(5, edges), {0});
  SerialTeam team;
  Bench bench(*problem);
  bench.run(variant_named(bfs(), "reference"), team);
  const Digest right = problem->canonical(bench.responses());
  bench.as<std::int32_t>(kParents)[3] = 2;
  EXPECT_EQ(bench.judge().why, "from root 0, vertex 3: parent 2, which has no edge to it");
  EXPECT_EQ(problem->canonical(bench.responses()), right) << "the depths are the same";
}

TEST(Bfs, the_judge_sees_what_was_never_written) {
  const auto problem = search(chain(32), {0});
  Bench bench(*problem);
  EXPECT_TRUE(bench.judge().why.starts_with("from root 0, vertex 0: parent -15"))
      << bench.judge().why;
}

TEST(Bfs, the_judge_sees_a_wrong_root) {
  const auto problem = search(chain(32), {1}), other = search(chain(32), {2});
  SerialTeam team;
  Bench bench(*other);
  bench.run(variant_named(bfs(), "reference"), team);
  EXPECT_EQ(problem->judge(bench.responses()).why,
            "from root 1, vertex 1: parent -1, must be itself: it is the root");
  const auto longer = search(chain(32), {1, 2});
  Bench more(*longer);
  EXPECT_EQ(problem->judge(more.responses()).why, "there are 64 parents, must be 32");
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
  EXPECT_EQ(to_text((*problem)->canonical(bench.responses())), "0405b0bdb952d5c51822681548eec715");
}

TEST(Bfs, what_cannot_be_made_is_refused_with_a_sentence) {
  const auto unknown = make(bfs(), {{"graph", "wordnot"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_EQ(
      unknown.error().what,
      "there is no graph 'wordnot'; it takes wordnet, wordnet:/dir, debian, debian:/file, uniform, "
      "kronecker or grid");
  const auto large = make(bfs(), {{"graph", "uniform"}, {"scale", 31}, {"degree", 65536}});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::refused);
  EXPECT_TRUE(large.error().what.starts_with("graph=uniform of scale 31 needs "))
      << large.error().what;
  EXPECT_FALSE(make(bfs(), {{"graph", "grid"}, {"scale", 32}}));
}

TEST(Bfs, a_remark_says_what_it_is_and_whether_caches_hold_it) {
  const auto problem = make(bfs(), {{"graph", "grid"}, {"scale", 6}, {"roots", 1}});
  EXPECT_EQ((*problem)->remark(), "grid: 64 vertices, 224 edges; cache-resident: 1.38 KiB");
}

TEST(Bfs, suites_can_be_made) {
  EXPECT_EQ(bfs().suites()[0].name, "check");
  for (const Suite& suite : bfs().suites())
    for (const auto& [name, sweep] : suite.axes) {
      const AxisSpec* axis = find_axis(bfs().shape_schema().axes(), name);
      ASSERT_NE(axis, nullptr) << name;
      EXPECT_TRUE(parse_sweep(*axis, sweep)) << suite.purpose << ": " << name << "=" << sweep;
    }
}

}  // namespace
}  // namespace pontage::graph_walk
