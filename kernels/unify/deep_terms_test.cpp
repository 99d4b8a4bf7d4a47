// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "kernels/unify/term_digest.hpp"
#include "kernels/unify/union_find_item.hpp"
#include "tests/support/written_pairs.hpp"

namespace pontage::unify {
namespace {

using test::Bench;
using test::SerialTeam;
using namespace written;

/// p(x₁, p(x₂, … xₙ₊₁)) against p(f(x₂), p(f(x₃), … last)): a substitution of n levels.
Written chain(Cell n, Cell last, bool is_cyclic) {
  Written chain;
  Term left, right;
  for (Cell i = 0; i < n; ++i) {
    left.insert(left.end(), {kF, v(i)});
    right.insert(right.end(), {kF, kG, v(i + 1)});
  }
  left.push_back(v(n));
  right.push_back(last);
  PairBatch& batch = chain.batch;
  batch.pairs.push_back({0, static_cast<std::uint32_t>(left.size()),
                         static_cast<std::uint32_t>(left.size() + right.size()), n + 1});
  batch.cells = left;
  batch.cells.insert(batch.cells.end(), right.begin(), right.end());
  std::vector<RowDigest> values(n + std::size_t{1});  // of x₁ to xₙ₊₁, from the last
  append(values[n], last);
  for (Cell i = n; i-- > 0;) {
    append(values[i], kG);
    append(values[i], values[i + 1]);
  }
  RowDigest whole;
  for (Cell i = 0; i < n; ++i) {
    append(whole, kF);
    append(whole, values[i]);
  }
  append(whole, values[n]);
  batch.expected.push_back(is_cyclic ? UnifyAnswer{} : UnifyAnswer{whole.sum, kUnifies, 0});
  return chain;
}

TEST(Unify, ASubstitutionDeeperThanAnyStackIsAppliedOrFoundCyclic) {
  SerialTeam team;
  EXPECT_EQ(chain(3, c(7), false).batch.expected,
            (std::vector{plain_answer(Term{kF, v(0), kF, v(1), kF, v(2), v(3)},
                                      Term{kF, kG, v(1), kF, kG, v(2), kF, kG, v(3), c(7)}, 4)}));
  constexpr Cell kLevels = 1'000'001;
  expect_right_once(*chain(kLevels, c(7), false).problem(), team);
  expect_right_once(*chain(kLevels, v(0), true).problem(), team);  // xₙ₊₁ = x₁
}

/// Each variable's term begins within the last one's: x₁ = f(f(… c)), and then, as goals that are
/// taken up from the last to the first, h(xₖ) = h(f(xₖ₊₁)) through a variable aₖ.
Written nested(Cell n) {
  Written pairs;
  const Cell head = functor(3, 2 * n + 1), h = functor(11, 1);
  Term left{head, v(0)}, right{head};
  right.insert(right.end(), n + 1, kG);
  right.push_back(c(1));
  for (Cell k = n; k-- > 0;) {
    left.insert(left.end(), 2, v(n + 1 + k));
    right.insert(right.end(), {h, v(k), h, kG, v(k + 1)});
  }
  pairs.add(left, right, 2 * n + 1);
  return pairs;
}

TEST(Unify, TermsWithinTermsAreNotReadAgainAndAgain) {
  SerialTeam team;
  expect_right(*nested(9).problem(), team);
  const auto loads = [](Cell n) {
    const auto problem = nested(n).problem();
    Bench bench(*problem);
    const Unifications all = unifications_of(bench.args());
    CountProbe probe;
    union_find_item(probe, all, all.lane(0), 0);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    return probe.loads;
  };
  // Reading each variable's term where it stands would take four times as much for twice the size.
  EXPECT_LE(loads(300), 22 * loads(150) / 10);
}

}  // namespace
}  // namespace pontage::unify
