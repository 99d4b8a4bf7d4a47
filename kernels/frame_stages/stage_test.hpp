// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <utility>

#include "tests/support/run_kernel.hpp"

namespace pontage::frame_stages {

/// What the tests of all stages do alike.

inline std::unique_ptr<Problem> problem_of(const Kernel& kernel, const Settings& settings,
                                           Seed seed) {
  auto problem = test::make(kernel, settings, seed);
  EXPECT_TRUE(problem) << (problem ? "" : problem.error().what);
  return std::move(*problem);
}

/// Every variant by one worker and by three: its answer is right, and all that it wrote of `value`,
/// and did not write, is the reference's.
inline void expect_variants_agree(const Kernel& kernel, const Problem& problem, std::size_t value) {
  test::SerialTeam serial;
  test::ThreadTeam three(3);
  test::Bench expected(problem);
  expected.run(test::variant_named(kernel, "reference"), serial);
  ASSERT_TRUE(expected.judge().right) << expected.judge().why;
  for (const Variant& variant : test::host_variants(kernel))
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
      test::Bench bench(problem);
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      ASSERT_TRUE(std::ranges::equal(bench.writable(value), expected.writable(value)))
          << variant.name;
      ASSERT_EQ(problem.canonical(bench.responses()), problem.canonical(expected.responses()))
          << variant.name;
    }
}

/// The judge sees that nothing was written, and that some item was left out.
inline void expect_unfinished_is_wrong(const Kernel& kernel, const Problem& problem) {
  test::LazyTeam lazy;
  EXPECT_FALSE(test::Bench(problem).judge().right) << "nothing was written";
  for (const Variant& variant : test::host_variants(kernel)) {
    if (variant.name == "reference") continue;
    test::Bench unfinished(problem);
    unfinished.run(variant, lazy);
    EXPECT_FALSE(unfinished.judge().right) << variant.name;
  }
}

}  // namespace pontage::frame_stages
