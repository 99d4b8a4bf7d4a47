// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/cells.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "libbench/rng.hpp"

namespace pontage::unify {
namespace {

TEST(Cells, AreWhatTheLayoutSays) {
  EXPECT_EQ(variable(5), 0x20000005U);
  EXPECT_EQ(constant(7), 0x40000007U);
  EXPECT_EQ(functor(3, 2), 0x60030002U);
  EXPECT_EQ(arity_of(functor(kMostFunctor, kMostArity)), kMostArity);
  EXPECT_EQ(functor_of(functor(kMostFunctor, kMostArity)), kMostFunctor);
  EXPECT_EQ(arity_of(constant(9)), 0U);
}

TEST(Cells, ATermIsWrittenAndItsEndFound) {
  const std::vector<Cell> cells{functor(3, 2), functor(4, 1), variable(0), constant(7),
                                constant(9)};
  EXPECT_EQ(term_text(cells, 0), "f3(f4(X0),c7)");
  EXPECT_EQ(term_text(cells, 0, 2), "f3(f4(…");
  EXPECT_EQ(end_of_term(cells, 0), 4U);
  EXPECT_EQ(end_of_term(cells, 1), 3U);
  EXPECT_EQ(*check_term(cells, 0, 1), 4U);
}

TEST(Cells, HostileCellsAreNamed) {
  const auto why = [](const std::vector<Cell>& cells) {
    const auto end = check_term(cells, 0, 2);
    return end ? "good" : end.error().what;
  };
  EXPECT_EQ(why({functor(3, 2), constant(1)}),
            "cell 2 is missing: the term lacks 1 more terms; the cells are damaged");
  EXPECT_EQ(why({}), "cell 0 is missing: the term lacks 1 more terms; the cells are damaged");
  EXPECT_EQ(why({functor(3, 0)}), "cell 0 is a functor of arity 0; the cells are damaged");
  EXPECT_EQ(why({functor(3, 1), variable(2)}), "cell 1 is variable 2 of 2; the cells are damaged");
  EXPECT_EQ(why({0xe0000000U}), "cell 0 has tag 7, which no term has; the cells are damaged");
  EXPECT_EQ(why({0}), "cell 0 has tag 0, which no term has; the cells are damaged");
}

TEST(Cells, RandomWordsNeverReachBeyondTheirEnd) {
  Rng rng(11);
  int good = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<Cell> cells(1 + rng.below(12));
    for (Cell& cell : cells)
      cell = static_cast<Cell>(rng.below(8)) << kTagShift | static_cast<Cell>(rng.below(4));
    const auto end = check_term(cells, 0, 3);
    if (!end) continue;
    ++good;
    ASSERT_LE(*end, cells.size());
    EXPECT_EQ(*end, end_of_term(cells, 0));
  }
  EXPECT_GT(good, 1000);
}

}  // namespace
}  // namespace pontage::unify
