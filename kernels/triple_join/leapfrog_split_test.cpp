// SPDX-License-Identifier: Apache-2.0
/// How a leapfrog is shared out: by counts of what each piece finds.
#include "kernels/triple_join/leapfrog_split.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/small_graphs_test.hpp"
#include "kernels/triple_join/small_queries.hpp"

namespace pontage::triple_join {
namespace {

using test::problem_of;

/// One hub that has `spokes` others, each of which has `ends` objects.
Triples hub(Id spokes, Id ends) {
  Triples graph;
  const auto term = [&](const std::string& name) {
    return graph.terms.add_spelled("<http://r/" + name + ">");
  };
  const Id has = term("p0"), leads = term("p1"), is = term("p2");
  graph.triples.push_back({term("hub"), is, term("0")});
  for (Id i = 0; i < spokes; ++i) {
    const Id spoke = term("s" + std::to_string(i));
    graph.triples.push_back({term("hub"), has, spoke});
    for (Id end = 0; end < ends; ++end)
      graph.triples.push_back({spoke, leads, term("e" + std::to_string(i * ends + end))});
  }
  return graph;
}

/// A search of a problem's query, with one worker.
struct Searching {
  explicit Searching(const Problem& problem)
      : join(dynamic_cast<const JoinProblem&>(problem)), sink(join.plan(), nullptr) {
    make_levels(join.plan(), levels);
  }
  const JoinProblem& join;
  Levels levels;
  Sink sink;
  const Leapfrog all{&join.graph(), &join.plan(), &levels, &sink};
};

/// The rows of each of `pieces` pieces, as many values as fit in each.
std::vector<std::uint64_t> rows_of_pieces(const Searching& s, std::size_t wanted,
                                          LeapfrogSplit& split) {
  std::vector<std::uint64_t> room(1 << 12), rows;
  Scratch scratch(room.data(), Bytes{1 << 15});
  Tally tally;
  NullProbe probe;
  Search<NullProbe> first(s.all, probe, nullptr, tally);
  split.make(first, s.levels.count, wanted, scratch);
  const std::size_t block = std::max<std::size_t>(1, split.total() / wanted);
  for (std::size_t from = 0; from < split.total(); from += block) {
    Tally own;
    Search<NullProbe> search(s.all, probe, nullptr, own);
    split.run(search, from, std::min(split.total(), from + block));
    rows.push_back(own.rows);
  }
  return rows;
}

TEST(LeapfrogSplit, OneFirstValueIsSharedOutByTheNext) {
  // The planner begins at the hub: one value, then 640 spokes, then 3 ends each.
  const auto problem = problem_of(hub(640, 3), QueryMaker()
                                                   .where("?hub", "p2", "0")
                                                   .where("?hub", "p0", "?spoke")
                                                   .where("?spoke", "p1", "?end")
                                                   .made());
  const Searching s(*problem);
  Tally tally;
  NullProbe probe;
  ASSERT_EQ(Search<NullProbe>(s.all, probe, nullptr, tally).leader_size(0), 1U);
  LeapfrogSplit split;
  const auto rows = rows_of_pieces(s, 32, split);
  EXPECT_EQ(split.depth(), 1U);
  EXPECT_EQ(split.total(), 640U);
  EXPECT_EQ(rows, std::vector<std::uint64_t>(32, 60));
}

TEST(LeapfrogSplit, FewFirstAndSecondValuesAreSharedOutByTheThird) {
  // Five spokes, all but one of which lead to 90 ends: their values lie one after the other.
  Triples graph = hub(4, 90);
  const auto term = [&](const char* name) { return graph.terms.add_spelled(name); };
  graph.triples.push_back({term("<http://r/hub>"), term("<http://r/p0>"), term("<http://r/s9>")});
  const auto problem = problem_of(std::move(graph), QueryMaker()
                                                        .where("?hub", "p2", "0")
                                                        .where("?hub", "p0", "?spoke")
                                                        .where("?spoke", "p1", "?end")
                                                        .made());
  LeapfrogSplit split;
  const auto rows = rows_of_pieces(Searching(*problem), 32, split);
  EXPECT_EQ(split.depth(), 2U);
  EXPECT_EQ(split.total(), 360U);
  EXPECT_EQ(std::accumulate(rows.begin(), rows.end(), std::uint64_t{0}), 360U);
  EXPECT_EQ(std::ranges::max(rows), 11U);
}

TEST(LeapfrogSplit, NothingIsEnteredForOneWorkerNorWithoutRoom) {
  const auto problem = problem_of(
      hub(40, 2), QueryMaker().where("?hub", "p2", "0").where("?hub", "p0", "?spoke").made());
  const Searching s(*problem);
  LeapfrogSplit split;
  EXPECT_EQ(rows_of_pieces(s, 1, split), std::vector<std::uint64_t>{40});
  EXPECT_EQ(split.depth(), 0U);
  Tally tally;
  NullProbe probe;
  Search<NullProbe> search(s.all, probe, nullptr, tally);
  Scratch none(nullptr, Bytes{});
  LeapfrogSplit shallow;
  shallow.make(search, s.levels.count, 32, none);
  EXPECT_EQ(shallow.depth(), 0U);
  EXPECT_TRUE(shallow.run(search, 0, shallow.total()));
  EXPECT_EQ(tally.rows, 40U);
}

}  // namespace
}  // namespace pontage::triple_join
