// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/wordnet.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/graph_source.hpp"
#include "kernels/shared/data/wordnet_files.hpp"
#include "tests/support/little_wordnet.hpp"

namespace pontage::graph_walk {
namespace {

TEST(LittleWordNet, is_a_graph) {
  const test::LittleWordNet little(testing::TempDir(), "graph");
  const auto wordnet = load_wordnet(little.folder());
  ASSERT_TRUE(wordnet) << wordnet.error().what;
  EXPECT_EQ(wordnet->graph.offsets, (std::vector<std::uint64_t>{0, 2, 3, 6, 7, 7}));
  EXPECT_EQ(wordnet->graph.targets, (std::vector<Vertex>{1, 2, 0, 0, 2, 3, 0}))
      << "dog: puppy, to dog; puppy: dog; to dog: dog, itself, doggy; doggy: dog";
  EXPECT_EQ(wordnet->lemmas, 3) << "dog, puppy, doggedly";
}

TEST(LittleWordNet, a_missing_folder_reaches_the_problem) {
  const GraphShape shape{.graph = "wordnet:/nowhere/at/all"};
  const auto graph = make_sourced_graph(shape, 1, Bytes{});
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(graph.error().what.starts_with("/nowhere/at/all/data.noun: ")) << graph.error().what;
}

TEST(WordNet, has_its_known_numbers) {
  if (!std::filesystem::exists(std::string(data::kUsualWordnet) + "/data.noun"))
    GTEST_SKIP() << "WordNet is not installed; install Debian's wordnet-base to run this test";
  const auto wordnet = load_wordnet(data::kUsualWordnet);
  ASSERT_TRUE(wordnet) << wordnet.error().what;
  EXPECT_EQ(wordnet->graph.vertices(), 117'659);
  EXPECT_EQ(wordnet->lemmas, 147'306);
  EXPECT_EQ(wordnet->graph.edges(), 377'592);
  const auto problem = bfs().make_problem(*bfs().shape_schema().make({{"roots", 1}}), 1);
  ASSERT_TRUE(problem) << problem.error().what;
  EXPECT_EQ((*problem)->remark(),
            "WordNet: 117,659 synsets, 147,306 lemmas, 377,592 pointers; cache-resident: 2.34 MiB");
}

}  // namespace
}  // namespace pontage::graph_walk
