// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "kernels/unify/plain_unify.hpp"
#include "kernels/unify/unify.hpp"
#include "tests/support/run_kernel.hpp"

/// For tests: pairs that they write out.
namespace pontage::unify::written {

inline constexpr Cell kF = functor(9, 2), kG = functor(10, 1);
inline Cell v(Cell number) { return variable(number); }
inline Cell c(Cell number) { return constant(number); }

/// A batch of pairs that a test writes out, with the answers of plain_unify.
struct Written {
  PairBatch batch;
  void add(const Term& left, const Term& right, Cell variables) {
    batch.pairs.push_back({static_cast<std::uint32_t>(batch.cells.size()),
                           static_cast<std::uint32_t>(left.size()),
                           static_cast<std::uint32_t>(left.size() + right.size()), variables});
    batch.cells.insert(batch.cells.end(), left.begin(), left.end());
    batch.cells.insert(batch.cells.end(), right.begin(), right.end());
    batch.expected.push_back(plain_answer(left, right, variables));
  }
  std::unique_ptr<Problem> problem() const {
    return make_unify_problem(batch, *unify().shape_schema().make({}));
  }
};

inline void expect_right_once(const Problem& problem, HostTeam& team) {
  for (const Variant& variant : test::able_variants(unify(), problem)) {
    test::Bench bench(problem);
    bench.run(variant, team);
    EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
  }
}
/// Twice in the same scratch.
inline void expect_right(const Problem& problem, HostTeam& team) {
  for (const Variant& variant : test::able_variants(unify(), problem)) {
    test::Bench bench(problem);
    bench.run(variant, team);
    EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
    bench.run(variant, team);
    EXPECT_TRUE(bench.judge().right) << variant.name << ", again: " << bench.judge().why;
  }
}

}  // namespace pontage::unify::written
