// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/unify.hpp"

#include <gtest/gtest.h>

#include "kernels/unify/plain_unify.hpp"
#include "kernels/unify/unify_variants.hpp"
#include "kernels/unify/union_find_item.hpp"
#include "tests/support/written_pairs.hpp"

namespace pontage::unify {
namespace {

using test::able_variants;
using test::Bench;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;
using namespace written;

TEST(Unify, PairsByHand) {
  Written pairs;
  pairs.add({v(0)}, {v(0)}, 1);
  pairs.add({v(0)}, {v(1)}, 2);
  pairs.add({c(1)}, {c(1)}, 0);
  pairs.add({c(1)}, {c(2)}, 0);
  pairs.add({c(1)}, {kG, c(1)}, 0);
  pairs.add({v(0)}, {kG, v(0)}, 1);
  pairs.add({kF, v(0), v(1)}, {kF, kG, v(1), kG, v(0)}, 2);                  // a ring of two
  pairs.add({kF, v(0), v(0)}, {kF, kG, v(1), kG, c(3)}, 2);                  // through a goal
  pairs.add({kF, v(0), v(0)}, {kF, kG, c(4), kG, c(3)}, 1);                  // and a clash
  pairs.add({kF, v(0), kF, v(1), v(0)}, {kF, v(1), kF, v(2), kG, v(2)}, 3);  // alias, cycle
  pairs.add({kF, v(0), kF, v(1), v(0)}, {kF, v(1), kF, v(2), kG, v(3)}, 4);  // alias
  pairs.add({kF, kF, v(0), v(1), v(0)}, {kF, kF, v(1), v(0), kG, c(3)}, 2);
  const auto problem = pairs.problem();
  const std::vector<std::uint32_t> outcomes{1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1};
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    EXPECT_EQ(pairs.batch.expected[i].outcome, outcomes[i]) << i;
  SerialTeam team;
  expect_right(*problem, team);
}

/// A random term, small, over few symbols, so that everything clashes, cycles and repeats.
Term random_term(Rng& rng, int depth, Cell variables) {
  const std::uint64_t kind = rng.below(depth > 0 ? 5 : 3);
  if (kind < 2) return {v(static_cast<Cell>(rng.below(variables)))};
  if (kind == 2) return {c(static_cast<Cell>(rng.below(2)))};
  Term term{kind == 3 ? kF : kG};
  for (Cell i = 0; i < arity_of(term[0]); ++i) {
    const Term argument = random_term(rng, depth - 1, variables);
    term.insert(term.end(), argument.begin(), argument.end());
  }
  return term;
}

TEST(Unify, SmallRandomPairsAgreeWithTheDefinition) {
  Rng rng(7);
  Written pairs;
  int unified = 0;
  for (int round = 0; round < 20000; ++round) {
    const auto variables = static_cast<Cell>(1 + rng.below(5));
    pairs.add(random_term(rng, 4, variables), random_term(rng, 4, variables), variables);
    if (pairs.batch.expected.back().outcome == kUnifies) ++unified;
  }
  EXPECT_GT(unified, 4000);
  EXPECT_LT(unified, 16000);
  SerialTeam serial;
  ThreadTeam three(3);
  const auto problem = pairs.problem();
  expect_right(*problem, serial);
  expect_right(*problem, three);
}

/// Every term of at most so many levels over one constant, one functor and two variables.
std::vector<Term> all_terms(int levels) {
  std::vector<Term> terms{{v(0)}, {v(1)}, {c(0)}};
  if (levels == 0) return terms;
  const auto smaller = all_terms(levels - 1);
  for (const Term& a : smaller) {
    Term g{kG};
    g.insert(g.end(), a.begin(), a.end());
    terms.push_back(g);
  }
  return terms;
}

TEST(Unify, TheDefinitionIsMostGeneral) {
  // Whatever makes both sides equal is an instance of the unifier: tried with every substitution of
  // small terms.
  Rng rng(3);
  const auto values = all_terms(2);
  int tried = 0;
  for (int round = 0; round < 300; ++round) {
    const Term left = random_term(rng, 2, 2), right = random_term(rng, 2, 2);
    const auto unifier = plain_unify(left, right, 2);
    if (unifier) {
      EXPECT_EQ(substitute(*unifier, left), substitute(*unifier, right));
      for (const Term& value : *unifier)
        EXPECT_EQ(substitute(*unifier, value), value) << "idempotent";
    }
    for (const Term& a : values)
      for (const Term& b : values) {
        const std::vector<Term> other{a, b};
        if (substitute(other, left) != substitute(other, right)) continue;
        ASSERT_TRUE(unifier.has_value()) << term_text(left, 0) << " " << term_text(right, 0);
        for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(substitute(other, (*unifier)[i]), other[i]);
        ++tried;
      }
  }
  EXPECT_GT(tried, 300);
}

TEST(Unify, EveryFamilyIsAsItWasMade) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (const std::string_view family : kMadeFamilies)
    for (const int size : {1, 2, 3, 9, 60})
      for (const int lanes : {1, 64}) {
        SCOPED_TRACE(std::string(family) + " " + std::to_string(size));
        const auto problem = make(
            unify(),
            {{"family", std::string(family)}, {"pairs", 50}, {"size", size}, {"lanes", lanes}});
        ASSERT_TRUE(problem) << problem.error().what;
        expect_right(**problem, serial);
        expect_right(**problem, three);
      }
}

TEST(Unify, HeadsOfRulesMeetGoalsOnFacts) {
  SerialTeam team;
  const auto problem = make(unify(), {{"family", "heads:little"}, {"pairs", 2000}});
  ASSERT_TRUE(problem) << problem.error().what;
  expect_right(**problem, team);
  const auto batch = make_pairs({"heads:little", 2000, 1, 1}, 5);
  ASSERT_TRUE(batch);
  const auto unified = std::ranges::count(batch->expected, kUnifies, &UnifyAnswer::outcome);
  EXPECT_GT(unified, 200);
  EXPECT_LT(unified, 1800);
}

TEST(Unify, WhatFamiliesClaimIsWhatTheDefinitionSays) {
  for (const std::string_view family : kMadeFamilies)
    for (const std::int64_t size : {1, 2, 5, 7}) {
      const auto batch = make_pairs({std::string(family), 40, size, 1}, 5);
      ASSERT_TRUE(batch);
      for (std::size_t i = 0; i < batch->pairs.size(); ++i) {
        const TermPair& pair = batch->pairs[i];
        const auto cells = std::span(batch->cells).subspan(pair.first, pair.cells);
        const auto left = cells.first(pair.right), right = cells.subspan(pair.right);
        ASSERT_EQ(*check_term(left, 0, pair.variables), left.size());
        ASSERT_EQ(*check_term(right, 0, pair.variables), right.size());
        EXPECT_EQ(plain_answer(left, right, pair.variables), batch->expected[i])
            << family << " " << term_text(left, 0) << " and " << term_text(right, 0);
      }
    }
}

TEST(Unify, NoFamilyHasALongCommonBeginning) {
  for (const std::string_view family : kMadeFamilies) {
    const auto batch = make_pairs({std::string(family), 100, 200, 1}, 5);
    ASSERT_TRUE(batch);
    for (const TermPair& pair : batch->pairs) {
      const auto cells = std::span(batch->cells).subspan(pair.first, pair.cells);
      const auto left = cells.first(pair.right), right = cells.subspan(pair.right);
      EXPECT_LE(std::ranges::mismatch(left, right).in1 - left.begin(), 8) << family;
      EXPECT_TRUE(std::ranges::any_of(left, is_variable)) << family;
      EXPECT_TRUE(std::ranges::any_of(right, is_variable)) << family;
    }
  }
}

/// What the item loads for one pair of a family.
std::int64_t loads_of(const char* family, int size, std::int64_t* cells = nullptr) {
  const auto problem = make(unify(), {{"family", family}, {"pairs", 1}, {"size", size}});
  Bench bench(**problem);
  const Unifications all = unifications_of(bench.args());
  const Lane lane = all.lane(0);
  CountProbe probe;
  union_find_item(probe, all, lane, 0);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  const Work work = (*problem)->work(unify().variants()[0]);
  const auto all_cells = static_cast<std::int64_t>(bench.args().size[kTermCells].count() / 4);
  EXPECT_GE(probe.bytes_loaded, work.bytes_read.count()) << family;
  EXPECT_EQ(probe.dependent_loads, work.dependent_loads) << family;
  EXPECT_GE(probe.bytes_stored, work.bytes_written.count()) << family;
  // Every cell is looked at, but for pairs that clash before.
  if (bench.as<std::uint32_t>(kOutcomes)[0] == kUnifies) {
    EXPECT_GE(work.steps, all_cells) << family;
  }
  EXPECT_LE(work.steps, probe.loads - probe.dependent_loads) << family;
  if (cells != nullptr) *cells = work.steps;
  return probe.loads;
}

TEST(Unify, TheWorkOfUnionFindIsLinear) {
  for (const std::string_view family : kMadeFamilies) {
    std::int64_t cells = 0;
    const std::int64_t small = loads_of(family.data(), 1000, &cells);
    EXPECT_LE(small, 16 * cells) << family;
    std::int64_t more_cells = 0;
    const std::int64_t large = loads_of(family.data(), 8000, &more_cells);
    EXPECT_GT(more_cells, 7 * cells);
    const auto each = static_cast<double>(small) / static_cast<double>(cells);
    EXPECT_LE(static_cast<double>(large), 1.1 * each * static_cast<double>(more_cells)) << family;
  }
}

TEST(Unify, ATermDeeperThanAnyStackIsRead) {
  SerialTeam team;
  // A million levels: recursion would need a hundred megabytes of stack.
  const auto problem = make(unify(), {{"family", "deep"}, {"pairs", 1}, {"size", 1'000'001}});
  ASSERT_TRUE(problem) << problem.error().what;
  expect_right_once(**problem, team);
  const auto ring = make(unify(), {{"family", "cyclic"}, {"pairs", 1}, {"size", 65535}});
  ASSERT_TRUE(ring);
  for (const char* variant : {"union_find", "reference"}) {
    Bench bench(**ring);
    bench.run(variant_named(unify(), variant), team);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  }
}

TEST(Unify, DoublingTermsAreNotWrittenOut) {
  SerialTeam team;
  const auto problem = make(unify(), {{"family", "exponential"}, {"pairs", 2}, {"size", 5000}});
  ASSERT_TRUE(problem);
  EXPECT_EQ(variant_named(unify(), "recursive").refusal(**problem),
            "it writes terms out, and one comes to more than 16777216 cells; union_find does not, "
            "or give a smaller size");
  EXPECT_EQ(able_variants(unify(), **problem).size(),
            able_variants(unify(), **make(unify(), {{"pairs", 1}})).size() - 1);
  expect_right(**problem, team);
}

TEST(Unify, AnEmptyBatchIsAnswered) {
  SerialTeam team;
  const auto problem = make(unify(), {{"pairs", 0}});
  ASSERT_TRUE(problem);
  expect_right(**problem, team);
}

TEST(Unify, ScratchIsAsItWasBetweenPairs) {
  SerialTeam team;
  const auto problem = make(unify(), {{"pairs", 100}, {"lanes", 1}, {"size", 40}});
  for (const Variant& variant : able_variants(unify(), **problem)) {
    if (variant.name == "reference") continue;
    Bench bench(**problem);
    bench.run(variant, team);
    const auto& limits = *bench.as<UnifyLimits>(kLimits);
    const Lane lane =
        lane_at(bench.as<std::byte>(kRoom), LaneLayout::of(limits.cells, limits.variables));
    for (std::uint64_t i = 0; i < limits.variables; ++i) {
      EXPECT_EQ(lane.bound[i], 0U) << variant.name << ": variable " << i << " is still bound";
    }
  }
}

TEST(Unify, TheJudgeNamesTheFirstWrongPair) {
  SerialTeam team;
  const auto problem = make(unify(), {{"family", "cyclic"}, {"pairs", 3}, {"size", 2}});
  Bench bench(**problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(unify(), "union_find"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<std::uint32_t>(kOutcomes)[1] = kDiffers;
  EXPECT_TRUE(
      bench.judge().why.starts_with("pair 1: the variant says that its sides differ under its "
                                    "unifier, must be does not unify; f3(X"))
      << bench.judge().why;
}

TEST(Unify, WhatCannotBeMadeIsRefused) {
  EXPECT_EQ(make(unify(), {{"family", "narrow"}}).error().kind, ErrorKind::usage);
  EXPECT_EQ(make(unify(), {{"family", "wide"}, {"size", 70000}, {"pairs", 1}}).error().what,
            "family=wide has a size of at most 65535, not 70000");
  const auto huge = make(unify(), {{"family", "deep"}, {"size", 1 << 24}, {"pairs", 1 << 24}});
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().kind, ErrorKind::refused) << huge.error().what;
}

}  // namespace
}  // namespace pontage::unify
