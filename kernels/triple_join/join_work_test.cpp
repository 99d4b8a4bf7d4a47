// SPDX-License-Identifier: Apache-2.0
/// What is stated as a join's work: every access, counted.
#include <gtest/gtest.h>

#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/leapfrog_item.hpp"
#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/small_graphs_test.hpp"
#include "kernels/triple_join/small_queries.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

using pontage::test::variant_named;
using test::one_object;
using test::problem_of;

/// What a plan made before is copied by.
constexpr std::int64_t kPlanWords = sizeof(Plan) / 8;

struct Stated {
  std::int64_t loads_and_stores, dependent;
};
Stated stated(const Problem& problem, std::string_view variant) {
  const Work work = problem.work(variant_named(triple_join(), variant));
  EXPECT_EQ(work.step_name, "access");
  return {work.steps - kPlanWords, work.dependent_loads};
}
void expect_stated(const Problem& problem, std::string_view variant, Stated right) {
  const Stated got = stated(problem, variant);
  EXPECT_EQ(got.loads_and_stores, right.loads_and_stores) << variant;
  EXPECT_EQ(got.dependent, right.dependent) << variant;
}

TEST(JoinWork, IsWhatTheItemDoes) {
  const Query query =
      QueryMaker().where("?a", "p0", "?b").where("?b", "p0", "?c").where("?c", "p0", "?a").made();
  const auto problem = problem_of(random_triples(60, 1, 900, 5), query);
  const auto& join = dynamic_cast<const JoinProblem&>(*problem);
  Levels levels;
  make_levels(join.plan(), levels);
  Sink sink(join.plan(), nullptr);
  const Leapfrog all{&join.graph(), &join.plan(), &levels, &sink};
  CountProbe probe;
  Tally tally;
  Search<CountProbe> search(all, probe, nullptr, tally);
  search.run(0, 0, search.leader_size(0));
  const Work work = problem->work(variant_named(triple_join(), "leapfrog"));
  EXPECT_GT(tally.rows, 100U);
  EXPECT_EQ(static_cast<std::int64_t>(tally.rows), work.answers);
  EXPECT_EQ(probe.ops[static_cast<int>(Op::integer)], work.answers);
  EXPECT_EQ(work.steps, probe.loads + kPlanWords);
  EXPECT_EQ(work.dependent_loads, probe.dependent_loads);
  EXPECT_EQ(work.bytes_read.count(), probe.bytes_loaded + 8 * kPlanWords);
  EXPECT_EQ(work.bytes_written.count(), static_cast<std::int64_t>(sizeof(Answer)));
  // A solution is at least one value of the last list that leads.
  EXPECT_GT(work.steps, work.answers);
  EXPECT_EQ(probe.bytes_loaded, 4 * probe.loads);
  EXPECT_EQ(probe.stores, 0);
}

/// By hand. The pair of p0 and the object: its row 2 accesses, its place 2, its list's ends 2, once
/// to share the leader out and once to walk it; three subjects.
TEST(JoinWork, OfOneListByHand) {
  const auto problem = problem_of(one_object(3), QueryMaker().where("?s", "p0", "0").made());
  expect_stated(*problem, "leapfrog", {2 * (2 + 2 + 2) + 3, 2 * (1 + 1 + 1) + 1});
  expect_stated(*problem, "reference", {2 + 1 + 2 + 3, 1 + 1 + 1 + 1});
}

/// By hand: three subjects share the object, so nine pairs do. Walking p0's triples is 8 accesses
/// (row 2, ends of lists 2, the object 1, subjects 3), 4 of them dependent; counting them 4, 3
/// dependent.
TEST(JoinWork, OfTwoPatternsByHand) {
  const auto problem = problem_of(
      one_object(3), QueryMaker().where("?a", "p0", "?o").where("?b", "p0", "?o").count().made());
  EXPECT_EQ(problem->work(variant_named(triple_join(), "hash")).answers, 9);
  // The other pattern's subjects of (p0, o): 2 + 1 + 2 + 3, three times.
  expect_stated(*problem, "reference", {8 + 3 * 8, 4 + 3 * 4});
  // Both are counted; the driver's triples are kept (3); 8 heads are cleared, 3 triples hung up (a
  // head read, 3 stores); then of 3 rows each reads its own, a head and a chain of 3, two a link.
  expect_stated(
      *problem, "hash",
      {2 * 4 + (8 + 3) + (8 + 8 + 3 * 4) + 3 * (1 + 1 + 3 * 2), 2 * 3 + 4 + (4 + 3) + 3 * (1 + 3)});
  // First join: the row of nothing put in order (2 + 1), the right side counted, walked, kept and
  // seen to be in order (4 + 8 + 3 + 3), then twice a row, a halving of 2 and 1 + 3 triples, and 3
  // rows of 2 written. Second: 3 rows of one key seen to be in order (3 · 4 + 3), the right side,
  // and for each row 3 words of its own, a halving of 2, and 1 + 3 triples.
  expect_stated(*problem, "merge",
                {(2 + 1) + (4 + 8 + 3 + 3) + 2 * (1 + 2 + 4) + 6 + (12 + 3) + (4 + 8 + 3 + 3) +
                     3 * (3 + 2 + 4),
                 (3 + 4) + 2 * 2 + (3 + 4) + 3 * (1 + 2)});
}

/// By hand, the same query. With one partition: a row is counted and scattered (its key's words,
/// twice; a count read twice and written twice; its place), beside them 1 + 1 + 3 for the counts.
TEST(JoinWork, OfPartitionsByHand) {
  const auto problem = problem_of(
      one_object(3), QueryMaker().where("?a", "p0", "?o").where("?b", "p0", "?o").count().made());
  const auto parted = [](std::int64_t rows, std::int64_t words) {
    return rows * (2 * words + 2 + 3) + 1 + 1 + 3;
  };
  // Where the tables begin (2, 2), 8 heads, and of each row its number, key, its table's two ends,
  // head and two stores.
  const auto built = [](std::int64_t words) { return 2 + 2 + 8 + 3 * (1 + words + 2 + 1 + 2); };
  const std::int64_t first = (4 + 8 + 3) + parted(1, 0) + parted(3, 0) + built(0) +
                             2 * (1 + 2 + 1 + 3 * 3) + 6,
                     second = (4 + 8 + 3) + 2 * parted(3, 1) + built(1) +
                              3 * (1 + 2 + 1 + 2 + 1 + 3 * 3);
  expect_stated(*problem, "partitioned",
                {first + second, (3 + 4) + 2 * 1 + 2 * 3 + 2 * 3 + 2 * (2 + 2 * 3) + (3 + 4) +
                                     2 * (2 * 3) + 2 * 3 + 3 * (1 + 2 + 2 * 3)});
}

/// The same on a grid of one thread: what it does otherwise is small beside the join.
TEST(JoinWork, OfAGridIsAboutThatOfPartitions) {
  const auto problem =
      problem_of(random_triples(3000, 2, 9000, 5),
                 QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").count().made(),
                 {{"budget", 16 << 20}});
  const auto& join = dynamic_cast<const JoinProblem&>(*problem);
  const auto accesses = [&](CountFn run) {
    const JoinProblem::Counted& counted = join.counted(run);
    EXPECT_EQ(counted.status, Status::complete);
    return static_cast<double>(counted.accesses.loads + counted.accesses.stores);
  };
  // Each triple is found by halving, and the first join is counted before it is written.
  const double ratio = accesses(count_partitioned_grid) / accesses(count_partitioned);
  EXPECT_GT(ratio, 1.0);
  EXPECT_LT(ratio, 1.5);
}

TEST(JoinWork, OfManyPartitionsIsShortChains) {
  // 20,000 triples on the right are 32 partitions: a chain has about one link, not 20,000.
  const auto problem =
      problem_of(random_triples(30'000, 2, 40'000, 5),
                 QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").count().made(),
                 {{"budget", 16 << 20}});
  pontage::test::ThreadTeam team(3);
  const Variant& partitioned = variant_named(triple_join(), "partitioned");
  EXPECT_EQ(partitioned.refusal(*problem), "");
  pontage::test::Bench bench(*problem);
  bench.run(partitioned, team);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  EXPECT_GT(bench.as<Answer>(kAnswer)->rows, 10'000U);
  EXPECT_LT(problem->work(partitioned).steps, 80 * 40'000);
}

TEST(JoinWork, OfAPathIsTheWalkAndItsMarks) {
  // 0 → 1 → … → 49 → 0: from one term a walk looks up 50 and marks 50.
  Triples graph = random_triples(50, 1, 0, 1);
  const Id p = graph.terms.add_spelled("<http://r/p0>");
  for (Id i = 0; i < 50; ++i) {
    const Id from = graph.terms.add_spelled("<http://r/" + std::to_string(i) + ">"),
             to = graph.terms.add_spelled("<http://r/" + std::to_string((i + 1) % 50) + ">");
    graph.triples.push_back({from, p, to});
  }
  const auto problem =
      problem_of(std::move(graph), QueryMaker().where("7", "p0", "?x", Path::plus).made());
  // A look-up: row 2, place 1, ends 2, the term 1. A mark: a word read and written, the term kept.
  // One term is not walked from again, but each is taken from the kept ones. Then 50 are read.
  expect_stated(*problem, "reference", {50 * 6 + 50 * 3 + 50 + 50, 50 * 4 + 50 + 1});
}

TEST(JoinWork, OfTextHasItsBytesAndItsLookUps) {
  const Query query = QueryMaker().where("?s", "p0", "0").made();
  const auto planned = problem_of(one_object(30), query),
             asked = problem_of(one_object(30), query, {{"ask", "text"}});
  const Variant& leapfrog = variant_named(triple_join(), "leapfrog");
  const auto text = asked->values()[kQuery].most.count();
  const auto more =
      asked->work(leapfrog).steps - (planned->work(leapfrog).steps - kPlanWords) - text;
  // Two constants are looked up, one slot each at least, and one list is measured.
  EXPECT_GE(more, 2 * (1 + 2 + 2) + 5);
  EXPECT_LE(more, 80);
}

TEST(JoinWork, OfDistinctHasTheSet) {
  const auto make = [](bool distinct) {
    QueryMaker query;
    query.where("?s", "p0", "0");
    return problem_of(one_object(100), distinct ? query.distinct().made() : query.made());
  };
  const auto plain = stated(*make(false), "leapfrog"), distinct = stated(*make(true), "leapfrog");
  // 8,192 slots are cleared; a row is kept, its slot read and written.
  EXPECT_GE(distinct.loads_and_stores, plain.loads_and_stores + 8192 + 100 * 3);
  EXPECT_LE(distinct.loads_and_stores, plain.loads_and_stores + 8192 + 100 * 3 + 20);
}

}  // namespace
}  // namespace pontage::triple_join
