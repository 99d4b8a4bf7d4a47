// SPDX-License-Identifier: Apache-2.0
/// What is awkward: empty graphs, one predicate, equal keys, answers of none and of very many rows,
/// budgets that are too small; and what the judge must refuse.
#include "kernels/triple_join/triple_join.hpp"

#include <gtest/gtest.h>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/row_set.hpp"
#include "kernels/triple_join/small_graphs.hpp"
#include "kernels/triple_join/small_queries.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::make;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;
using pontage::test::variant_named;
using test::one_object;
using test::problem_of;

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
  EXPECT_EQ(variant_named(triple_join(), "merge").refusal(*problem),
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

class TripleJoinJudge : public ::testing::Test {
 protected:
  static std::unique_ptr<Problem> some(const Query& query) {
    return problem_of(random_triples(30, 2, 200, 3), query);
  }
  SerialTeam team_;
  const Variant& leapfrog_ = variant_named(triple_join(), "leapfrog");
};

TEST_F(TripleJoinJudge, RefusesAnotherCountSumOrStatus) {
  const auto problem = some(QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").made());
  for (const auto& spoil : std::vector<std::function<void(Answer&)>>{
           [](Answer& a) { ++a.rows; }, [](Answer& a) { ++a.sum.low; },
           [](Answer& a) { a.sum.high ^= 1; }, [](Answer& a) { a.status = Status::unanswered; },
           [](Answer& a) { ++a.columns; }}) {
    Bench bench(*problem);
    bench.run(leapfrog_, team_);
    EXPECT_TRUE(bench.judge().right);
    spoil(*bench.as<Answer>(kAnswer));
    EXPECT_FALSE(bench.judge().right);
    EXPECT_FALSE(bench.judge().why.empty());
  }
}

TEST_F(TripleJoinJudge, OfALimitTakesAnyRowsAndOnlyRows) {
  const Query query = QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").limit(3).made();
  const auto problem = some(query);
  Bench bench(*problem);
  bench.run(leapfrog_, team_);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  Id* rows = bench.as<Id>(kRows);
  Answer* answer = bench.as<Answer>(kAnswer);
  const auto set_sum = [&] {
    answer->sum = {};
    for (std::size_t i = 0; i < 3; ++i) answer->sum += hash_row(rows + 3 * i, 3);
  };
  std::swap_ranges(rows, rows + 3, rows + 6);
  EXPECT_TRUE(bench.judge().right) << "their order says nothing";
  std::copy(rows, rows + 3, rows + 3);
  EXPECT_FALSE(bench.judge().right) << "the sum is that of other rows";
  set_sum();
  EXPECT_FALSE(bench.judge().right) << "a row comes twice";
  rows[3] = 29, rows[4] = 29, rows[5] = 4'000'000'000;
  set_sum();
  EXPECT_FALSE(bench.judge().right) << "a row is none";
}

TEST(TripleJoin, SmallQueriesKeepTheirMeaningAsText) {
  for (const SmallQuery& small : small_queries()) {
    const auto problem = make(
        triple_join(),
        {{"query", std::string(small.name)}, {"terms", 40}, {"triples", 300}, {"budget", 1 << 20}});
    ASSERT_TRUE(problem) << small.name << ": " << problem.error().what;
    const auto planned = problem_of(random_triples(40, 2, 300, 1), small.query);
    EXPECT_EQ(dynamic_cast<const JoinProblem&>(**problem).expected().answer().rows,
              dynamic_cast<const JoinProblem&>(*planned).expected().answer().rows)
        << small.name;
  }
}

TEST(TripleJoin, UnknownQueriesAreNamedWithThoseThereAre) {
  const auto problem = make(triple_join(), {{"query", "nonsense"}});
  ASSERT_FALSE(problem);
  EXPECT_EQ(problem.error().kind, ErrorKind::usage);
  EXPECT_NE(problem.error().what.find("triangle"), std::string::npos);
}

}  // namespace
}  // namespace pontage::triple_join
