// SPDX-License-Identifier: Apache-2.0
/// Every named query, the judge and every variant against SQLite; and SQLite's translation against
/// brute force, lest both be wrong alike.
#include "kernels/triple_join/sqlite_oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/parse_sparql.hpp"
#include "kernels/triple_join/random_queries.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "kernels/triple_join/triple_join.hpp"
#include "kernels/triple_join/triple_source.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::ThreadTeam;
using test::SqliteOracle;

void expect_same(const Answer& got, const Answer& right, const std::string& where) {
  EXPECT_EQ(got.status, Status::complete) << where;
  EXPECT_EQ(got.rows, right.rows) << where;
  EXPECT_EQ(got.sum, right.sum) << where;
}

/// One query over one graph: the judge's own answer and that of every variant that takes it.
void check(const Triples& graph, const std::string& name, const std::string& text,
           SqliteOracle& oracle) {
  const auto query = parse_sparql(text);
  ASSERT_TRUE(query) << name << ": " << query.error().what;
  const auto right = oracle.answer(*query);
  ASSERT_TRUE(right) << name << ": " << right.error().what;
  if (name == "W4") {
    EXPECT_EQ(right->rows, 698'587U) << "as gringo and a search count them";
  }
  const auto shape = triple_join().shape_schema().make({});
  ASSERT_TRUE(shape) << shape.error().what;
  const auto problem = make_join_problem(graph, *query, text, *shape);
  ASSERT_TRUE(problem) << name << ": " << problem.error().what;
  expect_same(dynamic_cast<const JoinProblem&>(**problem).expected().answer(), *right,
              name + ", the judge");
  Bench bench(**problem);
  ThreadTeam team(2);
  const auto variants = able_variants(triple_join(), **problem);
  EXPECT_FALSE(variants.empty()) << name;
  for (const Variant& variant : variants) {
    if (variant.name == "reference" && name == "D2") continue;  // nested loops take seconds
    *bench.as<Answer>(kAnswer) = {};
    bench.run(variant, team);
    expect_same(*bench.as<Answer>(kAnswer), *right, name + ", " + variant.name);
  }
  testing::Test::RecordProperty(name, std::to_string(right->rows));
}

void check_all(const DataShape& shape, std::initializer_list<Seed> seeds) {
  const auto graph = make_sourced_triples(shape, 1);
  if (!graph && graph.error().kind == ErrorKind::unavailable) GTEST_SKIP() << graph.error().what;
  ASSERT_TRUE(graph) << graph.error().what;
  auto oracle = SqliteOracle::make(*graph);
  ASSERT_TRUE(oracle) << oracle.error().what;
  for (const NamedQuery& query : named_queries()) {
    if (query.data != shape.data) continue;
    check(*graph, std::string(query.name), std::string(query.text), *oracle);
    for (const Seed seed : seeds) {
      const auto text = drawn_query(query, *graph, shape, seed);
      ASSERT_TRUE(text) << text.error().what;
      if (*text != query.text)
        check(*graph, std::string(query.name) + ", seed " + std::to_string(seed), *text, *oracle);
    }
  }
}

TEST(SqliteOracle, wordnet) { check_all({.data = "wordnet"}, {}); }
TEST(SqliteOracle, debian) { check_all({.data = "debian"}, {}); }
TEST(SqliteOracle, lubm) { check_all({.data = "lubm", .universities = 1}, {1}); }

/// The axis `draw` asks what drawn_query says.
TEST(SqliteOracle, drawn_constants) {
  const DataShape shape{.data = "lubm", .universities = 1};
  const auto graph = make_sourced_triples(shape, 1);
  ASSERT_TRUE(graph) << graph.error().what;
  auto oracle = SqliteOracle::make(*graph);
  ASSERT_TRUE(oracle) << oracle.error().what;
  ThreadTeam team(2);
  std::set<std::string> texts;
  for (const std::int64_t draw : {1, 2, 3}) {
    const auto problem = pontage::test::make(
        triple_join(), {{"data", "lubm"}, {"query", "Q4"}, {"draw", draw}, {"ask", "text"}});
    ASSERT_TRUE(problem) << problem.error().what;
    const auto& named = *std::ranges::find(named_queries(), "Q4", &NamedQuery::name);
    const auto text = drawn_query(named, *graph, shape, static_cast<Seed>(draw));
    EXPECT_NE((*problem)->remark().find(*text), std::string::npos) << (*problem)->remark();
    texts.insert(*text);
    const auto right = oracle->answer(*parse_sparql(*text));
    ASSERT_TRUE(right) << right.error().what;
    Bench bench(**problem);
    bench.run(pontage::test::variant_named(triple_join(), "leapfrog"), team);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    expect_same(*bench.as<Answer>(kAnswer), *right, *text);
  }
  EXPECT_EQ(texts.size(), 3U);
}

TEST(SqliteOracle, translates_as_brute_force_answers) {
  constexpr std::int64_t kTerms = 6, kPredicates = 2;
  for (Seed seed = 1; seed <= 300; ++seed) {
    Rng rng(seed);
    Triples graph =
        random_triples(kTerms, kPredicates, static_cast<std::int64_t>(rng.below(20)), rng.next());
    for (const char* literal : {"\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>",
                                "\"03\"^^<http://www.w3.org/2001/XMLSchema#int>", "\"a\"", "\"b\""})
      graph.triples.push_back({static_cast<Id>(rng.below(kTerms)), static_cast<Id>(kTerms),
                               graph.terms.add_spelled(literal)});
    auto oracle = SqliteOracle::make(graph);
    ASSERT_TRUE(oracle) << oracle.error().what;
    const Query query = test::random_query(rng, kTerms, kPredicates);
    const auto answer = oracle->answer(query);
    ASSERT_TRUE(answer) << answer.error().what;
    Answer right;
    for (const auto& row : test::brute_force(query, graph)) {
      if (!query.is_count) right.sum += hash_row(row.data(), row.size());
      ++right.rows;
    }
    expect_same(*answer, right, to_sparql(query) + " " + *oracle->to_sql(query));
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace pontage::triple_join
