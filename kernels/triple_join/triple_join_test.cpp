// SPDX-License-Identifier: Apache-2.0
/// What the judge must refuse, and how queries are named.
#include "kernels/triple_join/triple_join.hpp"

#include <gtest/gtest.h>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/small_graphs_test.hpp"
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

TEST(TripleJoin, ConstantsAreDrawnOnlyWhereThereAreSome) {
  for (const char* query : {"triangle", "Q2", "SELECT ?s WHERE { ?s ?p ?o }"}) {
    const auto problem = make(triple_join(), {{"query", query}, {"draw", 1}});
    ASSERT_FALSE(problem);
    EXPECT_EQ(problem.error().kind, ErrorKind::usage);
    EXPECT_EQ(problem.error().what,
              "draw=1: query=" + std::string(query) + " has no constant to draw; leave draw out");
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
