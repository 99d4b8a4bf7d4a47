// SPDX-License-Identifier: Apache-2.0
/// What is awkward: empty graphs, one predicate, equal keys, keys that collide, answers of none and
/// of very many rows, budgets that are too small.
#include <gtest/gtest.h>

#include "kernels/triple_join/hash_table.hpp"
#include "kernels/triple_join/hash_text.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/row_set.hpp"
#include "kernels/triple_join/small_graphs_test.hpp"
#include "kernels/triple_join/small_queries.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;
using pontage::test::variant_named;
using test::one_object;
using test::problem_of;

/// What a variant answers, which the judge must like.
std::uint64_t rows_of(const Problem& problem, const Variant& variant, HostTeam& team) {
  Bench bench(problem);
  bench.run(variant, team);
  const Verdict verdict = bench.judge();
  EXPECT_TRUE(verdict.right) << variant.name << ": " << verdict.why;
  return bench.as<Answer>(kAnswer)->rows;
}

TEST(TripleJoin, AnEmptyGraphHasNoRows) {
  ThreadTeam team(2);
  for (const SmallQuery& small : small_queries()) {
    const auto problem = problem_of({}, small.query);
    for (const Variant& variant : able_variants(triple_join(), *problem))
      EXPECT_EQ(rows_of(*problem, variant, team), 0u) << small.name;
  }
}

TEST(TripleJoin, AMillionEqualKeysAreCountedAsOneList) {
  SerialTeam team;
  constexpr Id kSubjects = 1'000'000;
  const auto counted =
      problem_of(one_object(kSubjects), QueryMaker().where("?s", "p0", "0").count().made());
  EXPECT_EQ(rows_of(*counted, variant_named(triple_join(), "leapfrog"), team), kSubjects);
}

TEST(TripleJoin, RowsBeyondMemoryAreAddedUpNotKept) {
  ThreadTeam team(2);
  // Every pair of subjects shares the object: 10⁸ rows in 1 MiB of scratch.
  const auto problem =
      problem_of(one_object(10'000),
                 QueryMaker().where("?a", "p0", "?o").where("?b", "p0", "?o").count().made());
  EXPECT_EQ(rows_of(*problem, variant_named(triple_join(), "leapfrog"), team), 100'000'000u);
}

TEST(TripleJoin, ATooSmallBudgetIsRefusedWithASentence) {
  const Query query = QueryMaker().where("?a", "p0", "?o").where("?b", "p0", "?o").made();
  const auto problem = problem_of(one_object(500), query, {{"budget", 1 << 14}});
  EXPECT_EQ(variant_named(triple_join(), "hash").refusal(*problem),
            "what it keeps for this query does not fit into budget=16 KiB; give a larger one");
  for (const char* name : {"merge", "partitioned"})
    EXPECT_EQ(variant_named(triple_join(), name).refusal(*problem),
              "what it keeps for this query does not fit into budget=16 KiB; give a larger one");
  Query distinct = query;
  distinct.distinct = true;
  const auto many = problem_of(one_object(500), distinct, {{"budget", 1 << 16}});
  EXPECT_TRUE(variant_named(triple_join(), "leapfrog").refusal(*many).starts_with("it needs "))
      << variant_named(triple_join(), "leapfrog").refusal(*many);
  // And if it is run all the same, it says so and touches nothing else.
  Bench bench(*many);
  SerialTeam team;
  bench.run(variant_named(triple_join(), "leapfrog"), team);
  EXPECT_EQ(bench.as<Answer>(kAnswer)->status, Status::over_budget);
  EXPECT_FALSE(bench.judge().right);
}

TEST(TripleJoin, BudgetsThatFitAreNotRefused) {
  ThreadTeam team(3);
  const Query query =
      QueryMaker().where("?a", "p0", "?o").where("?b", "p0", "?o").distinct().made();
  const auto problem = problem_of(one_object(100), query, {{"budget", 1 << 20}});
  EXPECT_EQ(variant_named(triple_join(), "leapfrog").refusal(*problem), "");
  for (const Variant& variant : able_variants(triple_join(), *problem))
    EXPECT_EQ(rows_of(*problem, variant, team), 10'000u);
}

TEST(TripleJoin, DifferentRowsOfEqualHashesStayTwo) {
  std::vector<std::uint64_t> room(1 << 10);
  Scratch scratch(room.data(), Bytes{1 << 13});
  RowSet set;
  NullProbe probe;
  ASSERT_TRUE(set.open(probe, scratch, 2, 16));
  RowSet::Place place;
  const Id one[] = {1, 2}, other[] = {1, 3};
  const RowSum hash{7, 7};
  EXPECT_EQ(set.insert(probe, one, hash, place), RowSet::Came::first);
  EXPECT_EQ(set.insert(probe, other, hash, place), RowSet::Came::first);
  EXPECT_EQ(set.insert(probe, one, hash, place), RowSet::Came::again);
  EXPECT_EQ(set.insert(probe, other, hash, place), RowSet::Came::again);
}

TEST(TripleJoin, OnePredicateIsAlsoASubjectAndAnObject) {
  // p0 is everything: 1 · p0 · p0, p0 · p0 · 1 and p0 · p0 · p0.
  Triples graph;
  const Id p = graph.terms.add_spelled("<http://r/p0>"),
           one = graph.terms.add_spelled("<http://r/1>");
  graph.triples = {{one, p, p}, {p, p, one}, {p, p, p}};
  ThreadTeam team(3);
  const auto expect_rows = [&](const Query& query, std::uint64_t rows) {
    const auto problem = problem_of(graph, query);
    const auto variants = able_variants(triple_join(), *problem);
    EXPECT_GE(variants.size(), 4U);
    for (const Variant& variant : variants)
      EXPECT_EQ(rows_of(*problem, variant, team), rows) << variant.name;
  };
  expect_rows(QueryMaker().where("?a", "?a", "?a").made(), 1);
  expect_rows(QueryMaker().where("?a", "?p", "?b").where("?b", "?p", "?a").made(), 3);
  expect_rows(QueryMaker().where("?a", "p0", "?b").where("?b", "p0", "?c").made(), 5);
}

TEST(TripleJoin, AMillionEqualKeysOfAChainAreWalkedOnce) {
  // Every subject has one object, which has one of its own: a million rows by way of one key.
  SerialTeam team;
  constexpr Id kSubjects = 1'000'000;
  Triples graph = one_object(kSubjects);
  graph.triples.push_back({graph.terms.add_spelled("<http://r/0>"),
                           graph.terms.add_spelled("<http://r/p1>"),
                           graph.terms.add_spelled("<http://r/1>")});
  const auto problem = problem_of(
      std::move(graph), QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").count().made(),
      {{"budget", 128 << 20}});
  for (const char* name : {"leapfrog", "hash", "merge", "partitioned"})
    EXPECT_EQ(rows_of(*problem, variant_named(triple_join(), name), team), kSubjects) << name;
}

TEST(TripleJoin, KeysThatCollideAreStillTold) {
  // 256 subjects of p1 that fall on one head of the hash join's 512: found by trying.
  constexpr std::size_t kKeys = 256, kHeads = 512;
  Triples graph = random_triples(200'000, 2, 0, 1);
  const Id p0 = graph.terms.add_spelled("<http://r/p0>"),
           p1 = graph.terms.add_spelled("<http://r/p1>");
  ASSERT_EQ(HashTable::heads_for(kKeys), kHeads);
  std::vector<Id> keys;
  for (Id id = 0; keys.size() < kKeys && id < 200'000; ++id)
    if ((HashTable::hash_of({id, p1, 0}, kS | kP) & (kHeads - 1)) == 0) keys.push_back(id);
  ASSERT_EQ(keys.size(), kKeys);
  // p0 has one triple less, and so it drives.
  for (std::size_t i = 0; i < kKeys; ++i) {
    if (i > 0) graph.triples.push_back({static_cast<Id>(i), p0, keys[i]});
    graph.triples.push_back({keys[i], p1, static_cast<Id>(i)});
  }
  ThreadTeam team(2);
  const auto problem = problem_of(
      std::move(graph), QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").made());
  for (const Variant& variant : able_variants(triple_join(), *problem))
    EXPECT_EQ(rows_of(*problem, variant, team), kKeys - 1) << variant.name;
  // Each row walks the whole chain, a triple and a link at a time: that they collide is counted.
  EXPECT_GE(problem->work(variant_named(triple_join(), "hash")).steps,
            static_cast<std::int64_t>(2 * (kKeys - 1) * kKeys));
}

TEST(TripleJoin, TermsThatCollideInTheDictionaryAreStillTold) {
  // 32 terms that fall on one slot, whether there are 64 or 128.
  Dictionary terms;
  std::vector<std::string> spellings;
  for (int i = 0; spellings.size() < 32; ++i) {
    const std::string spelling = "<http://r/" + std::to_string(i) + ">";
    if ((hash_text(spelling) & 127) == 5) spellings.push_back(spelling);
  }
  for (const std::string& spelling : spellings) terms.add_spelled(spelling);
  const DictionaryView view = terms.view();
  std::size_t most = 0;
  for (Id id = 0; id < 32; ++id) {
    std::size_t looked_at = 0;
    EXPECT_EQ(view.find(spellings[id], &looked_at), id) << spellings[id];
    most = std::max(most, looked_at);
  }
  EXPECT_EQ(most, 32U) << "the last one stands behind all others";
  EXPECT_EQ(view.find("<http://r/none>"), kNoTerm);
}

TEST(TripleJoin, QueriesWithoutAnAnswerHaveNone) {
  ThreadTeam team(2);
  const Triples graph = random_triples(60, 2, 300, 4);
  const std::vector<Query> queries{
      QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "p0").made(),
      QueryMaker().where("?a", "p0", "?a").where("?a", "p1", "p1").made(),
      QueryMaker().where("?a", "p9", "?b").made(),
      QueryMaker().where("?a", "p0", "?b").keep("?a", FilterOp::ne, "?a").made(),
      QueryMaker().where("?a", "p0", "?b").where("?b", "?a", "?c").count().made()};
  for (const Query& query : queries) {
    const auto problem = problem_of(graph, query);
    for (const Variant& variant : able_variants(triple_join(), *problem)) {
      EXPECT_EQ(rows_of(*problem, variant, team), 0U) << variant.name << " " << to_sparql(query);
      EXPECT_EQ(problem->work(variant).answers, 0);
    }
  }
}

}  // namespace
}  // namespace pontage::triple_join
