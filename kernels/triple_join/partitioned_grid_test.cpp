// SPDX-License-Identifier: Apache-2.0
/// The text of the CUDA variant, run by host threads: its logic and its barriers, not its speed,
/// and not what nvcc makes of it.
#include "kernels/triple_join/partitioned_grid.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/random_queries.hpp"
#include "kernels/triple_join/small_graphs_test.hpp"
#include "kernels/triple_join/small_queries.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

using pontage::test::Bench;
using test::one_object;
using test::problem_of;

/// One of the threads of a host's grid.
class HostGrid {
 public:
  HostGrid(std::barrier<>& all, std::uint64_t rank, std::uint64_t size)
      : all_(all), rank_(rank), size_(size) {}
  std::uint64_t rank() const { return rank_; }
  std::uint64_t size() const { return size_; }
  void sync() { all_.arrive_and_wait(); }
  std::uint64_t add(std::uint64_t& total, std::uint64_t own) {
    return std::atomic_ref(total).fetch_add(own, std::memory_order_relaxed);
  }
  void add(GridTally& total, const GridTally& own) { add_tally(*this, total, own); }

 private:
  std::barrier<>& all_;
  std::uint64_t rank_, size_;
};

void join_by_threads(int threads, const Args& args) {
  std::barrier<> all(threads);
  std::vector<std::thread> others;
  const auto run = [&](int rank) {
    HostGrid grid(all, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(threads));
    NullProbe probe;
    join_by_grid(grid, probe, grid_values_of(args));
  };
  for (int rank = 1; rank < threads; ++rank) others.emplace_back(run, rank);
  run(0);
  for (auto& thread : others) thread.join();
}

const Plan& plan_of(const Problem& problem) {
  return dynamic_cast<const JoinProblem&>(problem).plan();
}

/// What a grid of so many threads answers, which the judge must like.
std::uint64_t rows_of(const Problem& problem, int threads) {
  EXPECT_EQ(refused_by_grid(plan_of(problem), "plan"), "");
  Bench bench(problem);
  join_by_threads(threads, bench.args());
  EXPECT_TRUE(bench.judge().right) << threads << ": " << bench.judge().why;
  return bench.as<Answer>(kAnswer)->rows;
}

TEST(PartitionedGrid, SmallQueriesAreAnsweredByAnyNumberOfThreads) {
  int taken = 0;
  for (const SmallQuery& small : small_queries())
    for (const std::int64_t triples : {0, 40, 300}) {
      const auto problem = problem_of(random_triples(40, 2, triples, 1), small.query);
      if (!refused_by_grid(plan_of(*problem), "plan").empty()) continue;
      ++taken;
      for (const int threads : {1, 3, 7}) {
        SCOPED_TRACE(small.name);
        rows_of(*problem, threads);
      }
    }
  EXPECT_GE(taken, 3 * 8);
}

TEST(PartitionedGrid, RandomQueriesAreAnsweredAsTheJudgeSays) {
  constexpr std::int64_t kTerms = 6, kPredicates = 2;
  int taken = 0;
  for (Seed seed = 1; seed <= 2000; ++seed) {
    Rng rng(seed);
    Triples graph = random_triples(kTerms, kPredicates, 15, rng.next());
    const Query query = test::random_query(rng, kTerms, kPredicates);
    const auto problem = problem_of(std::move(graph), query, {{"budget", 1 << 17}});
    if (!refused_by_grid(plan_of(*problem), "plan").empty()) continue;
    ++taken;
    rows_of(*problem, seed % 8 == 0 ? 3 : 1);
    if (HasFailure()) FAIL() << "seed " << seed << " " << to_sparql(query);
  }
  EXPECT_GE(taken, 200);
}

TEST(PartitionedGrid, ManyPartitionsAndBlocksAreNumberedBehindEachOther) {
  // Some 20,000 triples on the right are 32 partitions, their counts kept by many blocks.
  EXPECT_EQ(partitions_for(20'000, 1), 32U);
  const auto problem = problem_of(
      random_triples(30'000, 2, 40'000, 5),
      QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").made(), {{"budget", 16 << 20}});
  for (const int threads : {1, 2, 5}) EXPECT_GT(rows_of(*problem, threads), 10'000U);
}

TEST(PartitionedGrid, OneKeyOfAllRowsIsOneChain) {
  const auto problem = problem_of(
      one_object(700), QueryMaker().where("?a", "p0", "?o").where("?b", "p0", "?o").count().made());
  EXPECT_EQ(rows_of(*problem, 3), 490'000U);
}

TEST(PartitionedGrid, TakesTheRoomThatOneThreadTook) {
  // The least budget that a grid of one thread finds enough is enough for any, but for where
  // scratch happens to begin in a cache line.
  constexpr std::int64_t kLine = 64;
  const auto status = [](std::int64_t budget, int threads) {
    const auto problem =
        problem_of(random_triples(500, 2, 5000, 3),
                   QueryMaker().where("?a", "p0", "?b").where("?b", "p1", "?c").count().made(),
                   {{"budget", budget}});
    Bench bench(*problem);
    join_by_threads(threads, bench.args());
    return bench.as<Answer>(kAnswer)->status;
  };
  std::int64_t least = 1 << 12, most = 1 << 20;
  ASSERT_EQ(status(least, 1), Status::over_budget);
  ASSERT_EQ(status(most, 1), Status::complete);
  while (most - least > kLine) {
    const std::int64_t middle = (least + most) / 2;
    (status(middle, 1) == Status::complete ? most : least) = middle;
  }
  for (const int threads : {2, 5}) {
    EXPECT_EQ(status(most + kLine, threads), Status::complete);
    EXPECT_EQ(status(least - kLine, threads), Status::over_budget);
  }
}

TEST(PartitionedGrid, WhatADeviceDoesNotTakeIsRefusedWithASentence) {
  const auto why = [](const QueryMaker& query, const char* ask = "plan") {
    return refused_by_grid(plan_of(*problem_of(one_object(3), query.made())), ask);
  };
  const auto plain = [] { return QueryMaker().where("?a", "p0", "?b"); };
  EXPECT_EQ(why(plain()), "");
  EXPECT_EQ(why(plain(), "text"), "a device does not parse SPARQL; give ask=plan");
  EXPECT_EQ(why(plain().distinct()),
            "it keeps no set of rows; a variant of the host takes DISTINCT");
  EXPECT_EQ(why(plain().limit(2)), "it hands over no rows; a variant of the host takes LIMIT");
  EXPECT_EQ(why(plain().keep("?a", FilterOp::ne, "?b")),
            "it has no dictionary; a variant of the host takes FILTER");
  EXPECT_EQ(why(QueryMaker().where("?a", "p0", "?b", Path::plus)),
            "it walks no paths; a variant of the host takes p+ and p*");
}

}  // namespace
}  // namespace pontage::triple_join
