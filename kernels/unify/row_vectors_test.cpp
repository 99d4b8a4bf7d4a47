// SPDX-License-Identifier: Apache-2.0
/// The variant `vectors` on every instruction set that this processor has.
#include "kernels/unify/row_vectors.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/every_target.hpp"
#include "tests/support/written_pairs.hpp"

namespace pontage::unify {
namespace {

using test::Bench;
using test::SerialTeam;
using namespace written;

void expect_right_on_every_target(const Problem& problem) {
  test::on_every_target(row_vectors_target, [&] {
    SerialTeam team;
    Bench bench(problem);
    for (int twice = 0; twice < 2; ++twice) {
      bench.run(test::variant_named(unify(), "vectors"), team);
      EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    }
  });
}

TEST(RowVectors, EveryFamilyIsAsItWasMade) {
  for (const char* family : {"random", "wide", "deep", "balanced", "exponential", "cyclic"})
    for (const int size : {600, 1023, 5000}) {
      SCOPED_TRACE(std::string(family) + " " + std::to_string(size));
      const auto problem = test::make(unify(), {{"family", family}, {"pairs", 3}, {"size", size}});
      ASSERT_TRUE(problem) << problem.error().what;
      expect_right_on_every_target(**problem);
    }
}

/// Whether the target in use has vectors of 8 cells and more, as Highway names such targets:
/// shorter ones must read nothing, these must.
bool has_long_vectors() {
  const std::string name = row_vectors_target();
  return name.starts_with("AVX") || name == "LASX" || name == "WASM_EMU256";
}

/// A row of 540 arguments: constants, variables that stand again and again, near and far, functors,
/// few and many, and sometimes a clash.
void add_row(Written& pairs, Rng& rng, Cell variables, std::uint64_t functors, bool clashes) {
  constexpr Cell kArguments = 540;
  Term left{functor(3, kArguments)}, right = left;
  const auto one_of = [&](Term& to, Cell number) {
    // Constants by position, so that most rows unify.
    if (rng.below(3) == 0) return to.push_back(v(static_cast<Cell>(rng.below(variables))));
    if (rng.below(300) < functors) return to.insert(to.end(), {kG, c(number % 3)}), void();
    to.push_back(c(clashes && rng.below(100) == 0 ? 9 : 5));
  };
  for (Cell i = 0; i < kArguments; ++i) {
    one_of(left, i);
    one_of(right, i);
  }
  pairs.add(left, right, variables);
}

TEST(RowVectors, RowsAgreeWithTheDefinition) {
  Rng rng(11);
  Written pairs;
  for (const Cell variables : {1U, 20U, 400U, 4000U})
    for (const std::uint64_t functors : {0U, 0U, 3U})
      for (const bool clashes : {false, true}) add_row(pairs, rng, variables, functors, clashes);
  const auto unified = std::ranges::count(pairs.batch.expected, kUnifies, &UnifyAnswer::outcome);
  EXPECT_GT(unified, 5);
  EXPECT_LT(unified, 20);
  expect_right_on_every_target(*pairs.problem());
}

TEST(RowVectors, AFlatRowIsPassed) {
  constexpr std::uint32_t kTerms = 100, kMostLanes = 16;
  Term left, right;
  for (Cell i = 0; i < kTerms; ++i) {
    left.push_back(i % 4 == 0 ? v(i / 2) : c(i));
    right.push_back(i % 4 == 2 ? v(i / 2) : c(i));
  }
  left.resize(kTerms + kMostLanes, functor(9, 2));  // what is behind the row must not be met
  right.resize(kTerms + kMostLanes, functor(8, 2));
  Term both(left);
  both.insert(both.end(), right.begin(), right.end());
  const Cell* const limit = both.data() + both.size();
  test::on_every_target(row_vectors_target, [&] {
    std::vector<std::uint32_t> bound(kTerms / 2 + kMostLanes);
    const RowCursor begin{both.data(), both.data() + left.size(), kTerms};
    RowCursor met = begin;
    EXPECT_TRUE(row_functions().meet(met, limit, bound.data()));
    const auto passed = static_cast<std::uint32_t>(met.left - begin.left);
    EXPECT_EQ(passed >= kTerms - kMostLanes, has_long_vectors()) << passed;
    EXPECT_EQ(passed == 0, !has_long_vectors());
    EXPECT_EQ(met.right - begin.right, met.left - begin.left);
    EXPECT_EQ(met.open, kTerms - passed);
    for (Cell i = 0; i < kTerms; i += 2) EXPECT_EQ(bound[i / 2], i < passed ? c(i) : 0) << i;
    RowCursor compared = begin;
    row_functions().compare(compared, limit, bound.data());
    EXPECT_EQ(compared.left, met.left);
    EXPECT_EQ(compared.open, met.open);
    if (!has_long_vectors()) return;
    bound[20] = c(999);  // of cell 40
    compared = begin;
    row_functions().compare(compared, limit, bound.data());
    EXPECT_GT(compared.left - begin.left, 0);
    EXPECT_LE(compared.left - begin.left, 40);
  });
}

/// A term's end by vectors, wherever it stands in them.
TEST(RowVectors, TermsEndWhereTheyEnd) {
  Rng rng(5);
  for (int round = 0; round < 400; ++round) {
    Term cells;
    for (std::uint64_t open = 1 + rng.below(3); open > 0; --open) {
      const auto arity = static_cast<Cell>(rng.below(40) == 0 ? 1 + rng.below(60) : rng.below(3));
      cells.push_back(arity == 0 ? c(1) : functor(9, arity));
      open += cells.size() < 300 ? arity : 0;
      if (cells.size() >= 300 && arity > 0) cells.back() = v(0);
    }
    std::size_t at = 0;
    std::uint32_t terms = 0;
    for (; at < cells.size(); at = end_of_term(cells, at)) ++terms;
    cells.resize(cells.size() + 64, functor(9, 2));
    test::on_every_target(row_vectors_target, [&] {
      TermCursor term{cells.data(), terms};
      row_functions().skip(term, cells.data() + cells.size());
      EXPECT_EQ(term.at != cells.data(), has_long_vectors());
      if (has_long_vectors()) {
        EXPECT_EQ(term.open, 0U);
        EXPECT_EQ(term.at - cells.data(), static_cast<std::ptrdiff_t>(at));
      }
    });
  }
}

}  // namespace
}  // namespace pontage::unify
