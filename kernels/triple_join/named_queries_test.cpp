// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/parse_sparql.hpp"
#include "kernels/triple_join/triple_source.hpp"

namespace pontage::triple_join {
namespace {

const NamedQuery& named(std::string_view name) {
  return *std::ranges::find(named_queries(), name, &NamedQuery::name);
}

TEST(NamedQueries, are_all_there_in_order) {
  std::string names;
  for (const NamedQuery& query : named_queries()) names.append(query.name).append(" ");
  EXPECT_EQ(names,
            "W1 W2 W3 W4 W5 W6 W7 W8 D1 D2 D3 D4 D5 D6 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12 Q13 "
            "Q14 ");
}

TEST(NamedQueries, say_what_they_are_and_can_be_parsed) {
  const std::array<std::string_view, 4> shapes{"linear", "star", "snowflake", "complex"};
  std::set<std::string_view> met;
  for (const NamedQuery& query : named_queries()) {
    EXPECT_NE(std::ranges::find(shapes, query.shape), shapes.end()) << query.name;
    EXPECT_TRUE(query.weight == "light" || query.weight == "heavy") << query.name;
    EXPECT_EQ(query.data, query.name[0] == 'W'   ? "wordnet"
                          : query.name[0] == 'D' ? "debian"
                                                 : "lubm");
    EXPECT_FALSE(query.summary.empty());
    EXPECT_TRUE(query.text.starts_with("PREFIX ")) << query.name;
    const auto parsed = parse_sparql(query.text);
    EXPECT_TRUE(parsed) << query.name << ": " << parsed.error().what;
    met.insert(query.shape);
  }
  EXPECT_EQ(met.size(), shapes.size());
}

TEST(NamedQueries, constants_are_drawn_from_the_graph) {
  const Triples graph = generate_lubm(1, 1);
  const DataShape shape{.data = "lubm"};
  std::set<std::string> texts;
  for (Seed seed = 0; seed < 20; ++seed) {
    const auto text = drawn_query(named("Q1"), graph, shape, seed);
    ASSERT_TRUE(text) << text.error().what;
    EXPECT_EQ(*text, *drawn_query(named("Q1"), graph, shape, seed));
    const auto parsed = parse_sparql(*text);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_NE(graph.terms.view().find(parsed->patterns[1].o.constant), kNoTerm) << *text;
    texts.insert(*text);
  }
  EXPECT_GT(texts.size(), 15U);
  EXPECT_EQ(*drawn_query(named("Q2"), graph, shape, 1), named("Q2").text) << "nothing to draw";
  const auto none = drawn_query(named("D1"), graph, shape, 1);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::refused);
}

TEST(NamedQueries, words_are_drawn_by_how_often_they_were_met) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "drawn_words";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "cntlist.rev") << "run%2:38:00:: 1 1000\ncat%1:05:00:: 1 1\n"
                                           "sea_lion%1:05:00:: 1 98\nsea_lion%1:05:01:: 2 1\n";
  const DataShape shape{.data = "wordnet:" + folder.string()};
  int lions = 0;
  for (Seed seed = 0; seed < 200; ++seed) {
    const auto text = drawn_query(named("W1"), Triples(), shape, seed);
    ASSERT_TRUE(text) << text.error().what;
    EXPECT_EQ(text->find("\"run\""), std::string::npos) << "a verb";
    EXPECT_EQ(text->find("\"dog\""), std::string::npos);
    if (text->find("\"sea_lion\"") != std::string::npos) ++lions;
  }
  EXPECT_GT(lions, 180);
  EXPECT_LT(lions, 201);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(drawn_query(named("W1"), Triples(), shape, 1).error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace pontage::triple_join
