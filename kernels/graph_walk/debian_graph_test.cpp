// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/debian_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pontage::graph_walk {
namespace {

const std::string kList =
    "Package: shell\nVersion: 5\nPre-Depends: base (>= 2), libc:any [amd64]\nDescription: a shell\n"
    "\n"
    "Package: base\nDepends: awk, nowhere\n\n"
    "Package: mawk\nDepends: libc | musl | libc\nProvides: awk (= 1), oldawk\n\n"
    "Package: libc\n";

std::vector<Vertex> neighbours(const Graph& graph, Vertex v) {
  const auto span = graph.neighbours(v);
  return {span.begin(), span.end()};
}

TEST(DebianGraph, names_in_order_and_what_they_need) {
  const auto debian = make_debian_graph(std::vector{kList});
  ASSERT_TRUE(debian) << debian.error().what;
  EXPECT_EQ(debian->packages, 4);
  EXPECT_EQ(debian->provided_names, 2) << "awk and oldawk";
  EXPECT_EQ(debian->unknown_names, 2) << "nowhere and musl";
  // 0 awk, 1 base, 2 libc, 3 mawk, 4 oldawk, 5 shell
  const Graph& graph = debian->graph;
  ASSERT_EQ(graph.vertices(), 6);
  EXPECT_EQ(neighbours(graph, 0), (std::vector<Vertex>{3})) << "who provides it";
  EXPECT_EQ(neighbours(graph, 1), (std::vector<Vertex>{0}));
  EXPECT_EQ(neighbours(graph, 2), (std::vector<Vertex>{}));
  EXPECT_EQ(neighbours(graph, 3), (std::vector<Vertex>{2})) << "said twice, there once";
  EXPECT_EQ(neighbours(graph, 4), (std::vector<Vertex>{3}));
  EXPECT_EQ(neighbours(graph, 5), (std::vector<Vertex>{1, 2}));
}

TEST(DebianGraph, the_first_list_counts) {
  const std::vector<std::string> lists{"Package: a\nDepends: b\n\nPackage: b\n",
                                       "Package: a\nDepends: c\n\nPackage: c\n"};
  const auto debian = make_debian_graph(lists);
  ASSERT_TRUE(debian);
  EXPECT_EQ(debian->packages, 3);
  EXPECT_EQ(neighbours(debian->graph, 0), (std::vector<Vertex>{1}));
  EXPECT_EQ(debian->graph.edges(), 1);
}

TEST(DebianGraph, what_is_no_list_is_refused) {
  const auto debian = make_debian_graph(std::vector<std::string>{"<html>404</html>"});
  ASSERT_FALSE(debian);
  EXPECT_EQ(debian.error().kind, ErrorKind::unreadable);
}

TEST(DebianGraph, every_cut_gives_a_graph_or_a_sentence) {
  for (std::size_t size = 0; size <= kList.size(); ++size) {
    const auto debian = make_debian_graph(std::vector{kList.substr(0, size)});
    if (debian) {
      EXPECT_LE(debian->graph.vertices(), 6 + 1) << size;
    } else {
      EXPECT_FALSE(debian.error().what.empty());
    }
  }
}

}  // namespace
}  // namespace pontage::graph_walk
