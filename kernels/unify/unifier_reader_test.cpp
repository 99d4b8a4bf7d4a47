// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/unifier_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/unify/finish_pair.hpp"
#include "tests/support/written_pairs.hpp"

namespace pontage::unify {
namespace {

using test::Bench;
using test::SerialTeam;
using test::variant_named;
using namespace written;

/// What compare_pair says of `bound` as the unifier of a pair, by both ways.
Outcome compared(const Term& left, const Term& right, const std::vector<Cell>& bound) {
  Written pairs;
  pairs.add(left, right, static_cast<Cell>(bound.size()));
  const auto problem = pairs.problem();
  Bench bench(*problem);
  const Unifications all = unifications_of(bench.args());
  const Lane lane = all.lane(0);
  NullProbe probe;
  std::ranges::copy(bound, lane.bound);
  const Outcome by_cells = compare_pair(probe, lane, all.cells, all.pairs[0], false);
  std::ranges::copy(bound, lane.bound);
  const Outcome by_classes = compare_pair(probe, lane, all.cells, all.pairs[0], true);
  EXPECT_EQ(by_classes == kUnifies, by_cells == kUnifies);
  return by_cells;
}

TEST(Unify, AWrongUnifierIsFoundByComparing) {
  const Term left{kF, v(0), kG, v(1)}, right{kF, kG, c(3), v(0)};  // X0 = g(c3), X1 = c3
  EXPECT_EQ(compared(left, right, {place(5), c(3)}), kUnifies);
  EXPECT_EQ(compared(left, right, {place(5), c(4)}), kDiffers);
  EXPECT_EQ(compared(left, right, {place(5), 0}), kDiffers);
  EXPECT_EQ(compared(left, right, {0, c(3)}), kDiffers);
  EXPECT_EQ(compared(left, right, {place(2), c(3)}), kUnifies);  // g(X1) is g(c3) as well
  EXPECT_EQ(compared(left, right, {c(3), c(3)}), kDiffers);
  EXPECT_EQ(compared(left, right, {v(1), c(3)}), kDiffers);
  EXPECT_NE(compared(left, right, {place(2), v(0)}), kUnifies);  // X0 = g(X1), X1 = X0
  EXPECT_EQ(compared({kF, v(0), v(1)}, {kF, kG, v(1), kG, v(0)}, {place(4), place(6)}), kFails);
  EXPECT_EQ(compared({kF, v(0), c(1)}, {kF, c(3), c(2)}, {c(3)}), kDiffers);
  EXPECT_EQ(compared({kF, v(0), v(1)}, {kF, v(1), v(0)}, {0, 0}), kDiffers);
  EXPECT_EQ(compared({kF, v(0), v(1)}, {kF, v(1), v(0)}, {v(1), 0}), kUnifies);
}

/// The judge's words when bindings are written over those of a right answer.
std::string judged(const Term& left, const Term& right, const std::vector<Cell>& bound) {
  SerialTeam team;
  Written pairs;
  pairs.add(left, right, static_cast<Cell>(bound.size()));
  const auto problem = pairs.problem();
  Bench bench(*problem);
  bench.run(variant_named(unify(), "union_find"), team);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  std::ranges::copy(bound, bench.as<Cell>(kBindings));
  const std::string why = bench.judge().why;
  return why.substr(0, why.find(", must be"));
}

TEST(Unify, TheJudgeRefusesWhatIsNoMostGeneralUnifier) {
  const Term left{kF, v(0), v(1)}, right{kF, kG, v(2), v(3)};  // X0 = g(X2), X1 = X3
  EXPECT_EQ(judged(left, right, {place(4), v(3), 0, 0}), "");
  EXPECT_EQ(judged(left, right, {place(4), 0, 0, v(1)}), "");
  EXPECT_EQ(judged(left, right, {place(4), 0, 0, 0}),
            "pair 0: its sides differ under the bindings");
  EXPECT_TRUE(judged(left, right, {place(4), v(3), v(3), 0}).starts_with("pair 0: unifies, digest"))
      << "not the most general one: X2 = X3";
  EXPECT_TRUE(
      judged(left, right, {place(4), v(3), 0, c(0)}).starts_with("pair 0: unifies, digest"));
  EXPECT_EQ(judged(left, right, {place(4), v(3), 0, v(1)}),
            "pair 0: variable 1 is bound to itself");
  EXPECT_EQ(judged(left, right, {place(4), v(1), 0, 0}), "pair 0: variable 1 is bound to itself");
  EXPECT_EQ(judged(left, right, {place(4), v(3), v(0), 0}),
            "pair 0: a variable stands within the term that it is bound to");
  for (const Cell bad : {place(1), place(7), place(0x1fffffff), v(4), Cell{7}, kG, place(4, 5)})
    EXPECT_EQ(judged(left, right, {bad, v(3), 0, 0}),
              "pair 0: variable 0 is bound to " + std::to_string(bad) + ", which is no binding");
}

}  // namespace
}  // namespace pontage::unify
