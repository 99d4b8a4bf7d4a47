// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/saturate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "kernels/shared/data/wordnet_files.hpp"
#include "kernels/unify/round_item.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::unify {
namespace {

using test::able_variants;
using test::Bench;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::uint64_t facts_found(Bench& bench, std::size_t nodes) {
  const auto* counts = bench.as<std::uint32_t>(kRowCounts);
  return std::accumulate(counts, counts + nodes, std::uint64_t{0});
}

std::unique_ptr<Problem> closure_of(std::size_t nodes, std::vector<std::pair<Node, Node>> pairs,
                                    const char* program) {
  return *make_saturate_problem(facts_of(nodes, std::move(pairs)),
                                *saturate().shape_schema().make({{"program", program}}));
}

TEST(Saturate, ADiamondWithALoopByHand) {
  SerialTeam team;
  for (const char* program : {"right", "left", "double"}) {
    const auto problem =
        closure_of(6, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}, {4, 4}, {0, 1}}, program);
    for (const Variant& variant : able_variants(saturate(), *problem)) {
      Bench bench(*problem);
      bench.run(variant, team);
      const auto* counts = bench.as<std::uint32_t>(kRowCounts);
      EXPECT_EQ(std::vector(counts, counts + 6), (std::vector<std::uint32_t>{4, 2, 2, 1, 1, 0}))
          << program << " " << variant.name;
      EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    }
  }
}

TEST(Saturate, EveryProgramHasTheSameModel) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (const char* facts : {"tree", "random", "chain", "ring"})
    for (const char* program : {"right", "left", "double"})
      for (const int nodes : {1, 2, 37, 200}) {
        SCOPED_TRACE(std::string(facts) + " " + program + " " + std::to_string(nodes));
        const auto problem =
            make(saturate(),
                 {{"facts", facts}, {"program", program}, {"nodes", nodes}, {"degree", 1}}, 9);
        ASSERT_TRUE(problem) << problem.error().what;
        for (const Variant& variant : able_variants(saturate(), **problem))
          for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
            Bench bench(**problem);
            bench.run(variant, *team);
            ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
            bench.run(variant, *team);
            ASSERT_TRUE(bench.judge().right) << variant.name << ", again";
          }
      }
}

/// Rows of some 70 members among 3,000 nodes: stamped, and with bits where they are longer than 64.
TEST(Saturate, RowsGrowThroughEveryKindOfRoom) {
  ThreadTeam two(2);
  for (const char* program : {"right", "left", "double"}) {
    const auto problem = make(
        saturate(), {{"facts", "random"}, {"program", program}, {"nodes", 3000}, {"degree", 1}}, 4);
    ASSERT_TRUE(problem) << problem.error().what;
    Bench bench(**problem);
    bench.run(variant_named(saturate(), "rounds"), two);
    EXPECT_TRUE(bench.judge().right) << program << ": " << bench.judge().why;
    const auto* counts = bench.as<std::uint32_t>(kRowCounts);
    EXPECT_GT(*std::max_element(counts, counts + 3000), 3000U / 32);
    EXPECT_GT(std::count_if(counts, counts + 3000, [](auto n) { return n > 8 && n < 64; }), 100);
    const Relation t = relation_of(bench.args());
    EXPECT_LE(t.taken->members * sizeof(Node),
              static_cast<std::uint64_t>((*problem)->values()[kMembers].most.count()));
  }
}

TEST(Saturate, TakesMoreWorkersThanThereAreLanes) {
  ThreadTeam many(70);
  const auto problem = make(saturate(), {{"facts", "random"}, {"nodes", 700}});
  for (const Variant& variant : able_variants(saturate(), **problem)) {
    Bench bench(**problem);
    bench.run(variant, many);
    EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
  }
}

TEST(Saturate, WordNetsHypernymsHaveTheClosureThatGringoFinds) {
  if (!std::filesystem::exists(std::string(data::kUsualWordnet) + "/data.noun"))
    GTEST_SKIP() << "Debian's wordnet-base is not installed";
  SerialTeam team;
  ThreadTeam two(2);
  for (const auto& [facts, pairs] : {std::pair{"hypernyms", 698'587}, {"instances", 778'320}})
    for (const char* program : {"right", "double"}) {
      const auto problem = make(saturate(), {{"facts", facts}, {"program", program}});
      ASSERT_TRUE(problem) << problem.error().what;
      for (const Variant& variant : able_variants(saturate(), **problem)) {
        Bench bench(**problem);
        bench.run(variant, two);
        EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
        EXPECT_EQ(facts_found(bench, 117'659), static_cast<std::uint64_t>(pairs)) << variant.name;
      }
    }
}

/// CountProbe, and how many of the loads are facts of e.
struct JoinProbe : CountProbe {
  std::int64_t joins = 0;
  template <class T>
  T load(const T* from, Site where) {
    joins += where == site(SaturateSite::target) ? 1 : 0;
    return CountProbe::load(from, where);
  }
};

TEST(Saturate, WorkIsWhatTheItemOfRowsDoes) {
  for (const char* facts : {"tree", "random", "chain", "ring"}) {
    const auto problem = make(saturate(), {{"facts", facts}, {"nodes", 200}});
    Bench bench(**problem);
    const Relation t = relation_of(bench.args());
    *t.taken = {};
    JoinProbe probe;
    {
      RelationLane lane(probe, t, 0);
      lane.clear(t.nodes);
      for (Index row = 0; row < t.nodes; ++row) row_item(probe, t, lane, row);
    }
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    const Work work = (*problem)->work(saturate().variants()[0]);
    EXPECT_EQ(work.steps, probe.joins) << facts;
    EXPECT_EQ(work.dependent_loads, probe.dependent_loads) << facts;
    EXPECT_GE(probe.bytes_loaded, work.bytes_read.count()) << facts;
    EXPECT_GE(probe.bytes_stored, work.bytes_written.count()) << facts;
  }
}

/// The rounds of one worker over a probe.
JoinProbe probed_rounds(const Problem& problem, const char* program) {
  Bench bench(problem);
  Relation t = relation_of(bench.args());
  *t.taken = {};
  JoinProbe probe;
  RelationLane(probe, t, 0).clear(t.nodes);
  std::fill(t.rows, t.rows + t.nodes, GrowingRow{});
  for (std::uint32_t round = 1; round == 1 || t.taken->grown > 0; ++round) {
    t.taken->grown = 0;
    Round(probe, t, 0, program, round).run(0, t.words());
    if (std::string_view(program) != "right") publish_rows(probe, t, 0, t.words());
    std::swap(t.delta, t.grows);
  }
  for (Index row = 0; row < t.nodes; ++row)
    answer_row(probe, t, row, t.rows[row].first, t.rows[row].first + t.rows[row].size);
  EXPECT_TRUE(bench.judge().right) << program << ": " << bench.judge().why;
  return probe;
}

TEST(Saturate, RoundsAreAProbedItemToo) {
  for (const char* facts : {"tree", "random", "chain", "ring"})
    for (const char* program : {"right", "left", "double"}) {
      SCOPED_TRACE(std::string(facts) + " " + program);
      const auto problem =
          make(saturate(), {{"facts", facts}, {"program", program}, {"nodes", 200}});
      const Work work = (*problem)->work(variant_named(saturate(), "rounds"));
      const JoinProbe probe = probed_rounds(**problem, program);
      EXPECT_GE(probe.bytes_loaded, work.bytes_read.count());
      EXPECT_GE(probe.bytes_stored, work.bytes_written.count());
      if (program != std::string_view("right")) continue;
      // What is new meets the same facts, row by row or round by round; rows that move cost more.
      EXPECT_EQ(probe.joins, work.steps);
      EXPECT_GE(probe.dependent_loads, work.dependent_loads);
    }
}

TEST(Saturate, TheJudgeNamesTheFirstWrongNode) {
  SerialTeam team;
  const auto problem = make(saturate(), {{"facts", "chain"}, {"nodes", 10}});
  Bench bench(**problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(saturate(), "rows"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<std::uint64_t>(kRowSums)[7] += 1;
  EXPECT_EQ(bench.judge().why, "node 7 has 2 facts, as it must, but not the right ones");
  bench.as<std::uint32_t>(kRowCounts)[3] = 5;
  EXPECT_EQ(bench.judge().why, "node 3 has 5 facts, must be 6");
}

TEST(Saturate, WhatCannotBeMadeIsRefused) {
  EXPECT_EQ(make(saturate(), {{"facts", "rumours"}}).error().kind, ErrorKind::usage);
  EXPECT_EQ(make(saturate(), {{"facts", "ring"}, {"nodes", 32768}}).error().what,
            "the fixpoint has more than 33554432 facts, for which there is no room; give fewer "
            "nodes");
  // Of a million nodes a chain of some four thousand: 2^32 stamps are for one link less.
  const auto chained = [](Node links) {
    constexpr std::size_t kNodes = 1 << 20;
    std::vector<std::pair<Node, Node>> pairs;
    for (Node i = 0; i < links; ++i) pairs.emplace_back(i, i + 1);
    return make_saturate_problem(facts_of(kNodes, std::move(pairs)),
                                 *saturate().shape_schema().make({}));
  };
  EXPECT_TRUE(chained(4093));
  EXPECT_EQ(chained(4094).error().what,
            "as many nodes times the facts of the longest row pass 2^32, which a worker's marks do "
            "not tell apart; give fewer nodes or shorter rows");
  EXPECT_EQ(make(saturate(), {{"facts", "hypernyms:/nowhere"}}).error().kind,
            ErrorKind::unavailable);
  const auto problem = make(saturate(), {{"facts", "chain"}, {"program", "double"}});
  EXPECT_EQ(variant_named(saturate(), "rows").refusal(**problem),
            "in the program 'double' rows read each other; 'rounds' takes it");
}

}  // namespace
}  // namespace pontage::unify
