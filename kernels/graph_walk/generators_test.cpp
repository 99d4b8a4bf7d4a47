// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/generators.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "libbench/judge.hpp"

namespace pontage::graph_walk {
namespace {

std::string digest_of(const Graph& graph) {
  const auto offsets = digest_bytes(std::as_bytes(std::span(graph.offsets)));
  return to_text(digest_bytes(std::as_bytes(std::span(graph.targets)), offsets));
}

/// Rows ascending without repetition or loop, and every edge there in both directions.
void expect_tidy(const Graph& graph) {
  ASSERT_EQ(graph.offsets.back(), graph.targets.size());
  for (Vertex v = 0; v < graph.vertices(); ++v) {
    const auto row = graph.neighbours(v);
    EXPECT_TRUE(std::ranges::is_sorted(row, std::less_equal<>{}) || row.size() < 2) << v;
    for (const Vertex to : row) {
      ASSERT_LT(to, graph.vertices());
      EXPECT_NE(to, v) << "a loop";
      EXPECT_TRUE(std::ranges::binary_search(graph.neighbours(to), v)) << v << " to " << to;
    }
    for (std::size_t i = 1; i < row.size(); ++i) EXPECT_LT(row[i - 1], row[i]) << v;
  }
}

TEST(Graph, keeps_edges_as_they_are) {
  const std::vector<Edge> edges{{2, 0}, {0, 1}, {2, 2}, {0, 1}, {2, 1}};
  const Graph graph = make_graph(4, edges);
  EXPECT_EQ(graph.offsets, (std::vector<std::uint64_t>{0, 2, 2, 5, 5}));
  EXPECT_EQ(graph.targets, (std::vector<Vertex>{1, 1, 0, 2, 1}));
}

TEST(Graph, a_symmetric_graph_has_no_loops_and_no_repetitions) {
  const std::vector<Edge> edges{{2, 0}, {0, 1}, {2, 2}, {1, 0}, {2, 1}, {0, 2}};
  const Graph graph = make_symmetric_graph(4, edges);
  EXPECT_EQ(graph.offsets, (std::vector<std::uint64_t>{0, 2, 4, 6, 6}));
  EXPECT_EQ(graph.targets, (std::vector<Vertex>{1, 2, 0, 2, 0, 1}));
  EXPECT_EQ(make_symmetric_graph(1, {}).edges(), 0);
}

TEST(Generators, uniform) {
  const Graph graph = uniform_graph(10, 8, 1);
  EXPECT_EQ(graph.vertices(), 1024);
  expect_tidy(graph);
  // 8,192 drawn, of which about 8 are loops and 64 repetitions, in both directions.
  EXPECT_NEAR(static_cast<double>(graph.edges()), 2 * (8192 - 8 - 64), 80);
  EXPECT_EQ(digest_of(graph), "17ed353500515437539996593ccf3056");
}

TEST(Generators, kronecker) {
  const Graph graph = kronecker_graph(10, 16, 1);
  EXPECT_EQ(graph.vertices(), 1024);
  expect_tidy(graph);
  EXPECT_LT(graph.edges(), 2 * 1024 * 16 * 3 / 4) << "hubs draw many repetitions";
  std::int64_t most = 0, alone = 0;
  for (Vertex v = 0; v < graph.vertices(); ++v) {
    most = std::max(most, graph.degree(v));
    alone += graph.degree(v) == 0;
  }
  EXPECT_GT(most, 400) << "hubs";
  EXPECT_GT(alone, 50) << "and vertices without an edge";
  EXPECT_EQ(digest_of(graph), "ac834c010cc5a2e571541c9ee5efccf9");
}

TEST(Generators, kronecker_quadrants_have_their_shares) {
  // With one bit a graph of 2 vertices: an edge remains if B or C was ever drawn; the two ends are
  // symmetric.
  const Graph graph = kronecker_graph(1, 64, 1);
  EXPECT_EQ(graph.edges(), 2);
}

TEST(Generators, grid) {
  const Graph graph = grid_graph(5);  // 8 columns, 4 rows
  EXPECT_EQ(graph.vertices(), 32);
  EXPECT_EQ(graph.edges(), 2 * (7 * 4 + 8 * 3));
  expect_tidy(graph);
  EXPECT_EQ(graph.degree(0), 2);
  EXPECT_EQ(graph.degree(9), 4);
  const auto row = graph.neighbours(7);
  EXPECT_EQ(std::vector<Vertex>(row.begin(), row.end()), (std::vector<Vertex>{6, 15}))
      << "the border is a border";
}

TEST(Generators, another_seed_gives_another_graph) {
  EXPECT_NE(digest_of(uniform_graph(6, 4, 1)), digest_of(uniform_graph(6, 4, 2)));
  EXPECT_NE(digest_of(kronecker_graph(6, 4, 1)), digest_of(kronecker_graph(6, 4, 2)));
}

TEST(Generators, room_covers_the_edges) {
  EXPECT_GE(generator_room(10, 8), uniform_graph(10, 8, 1).bytes());
}

}  // namespace
}  // namespace pontage::graph_walk
