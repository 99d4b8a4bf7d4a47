// SPDX-License-Identifier: Apache-2.0
#include "kernels/ceilings/multiply_add.hpp"

#include <gtest/gtest.h>

#include "kernels/ceilings/multiply_add_shape.hpp"
#include "kernels/ceilings/multiply_add_variants.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::ceilings {
namespace {

using test::Bench;
using test::host_variants;
using test::LazyTeam;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

Result<std::unique_ptr<Problem>> make_chains(std::int64_t items, std::int64_t steps,
                                             Seed seed = 1) {
  return make(multiply_add(), {{"items", items}, {"steps", steps}}, seed);
}

TEST(MultiplyAdd, chains_made_by_hand) {
  // 1 → 2·1 + 3 = 5 → 13 → 29, and 0 → 3 → 9 → 21: the factors are read and not known.
  const auto problem = make_chains(2, 3);
  SerialTeam team;
  for (const Variant& variant : host_variants(multiply_add())) {
    Bench bench(**problem);
    bench.as<float>(kFactors)[0] = 2;
    bench.as<float>(kFactors)[1] = 3;
    for (int i = 0; i < 2 * kNumbersInItem; ++i)
      bench.as<float>(kStart)[i] = static_cast<float>(i % 2);
    bench.run(variant, team);
    for (int i = 0; i < 2 * kNumbersInItem; ++i)
      ASSERT_EQ(bench.as<float>(kOut)[i], i % 2 == 0 ? 21 : 29) << variant.name << " " << i;
  }
}

TEST(MultiplyAdd, every_variant_agrees_with_the_reference) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (Seed seed = 1; seed <= 40; ++seed) {
    Rng rng(seed);
    const auto problem = make_chains(static_cast<std::int64_t>(1 + rng.below(9)),
                                     static_cast<std::int64_t>(1 + rng.below(300)), seed);
    for (const Variant& variant : host_variants(multiply_add()))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
        Bench bench(**problem);
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right)
            << variant.name << ", seed " << seed << ": " << bench.judge().why;
      }
  }
}

TEST(MultiplyAdd, the_longest_chain_is_exact) {
  const auto problem = make_chains(1, kMostSteps);
  SerialTeam team;
  Bench bench(**problem);
  bench.run(multiply_add().variants()[0], team);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  EXPECT_FALSE(make_chains(1, kMostSteps + 1)) << "2²⁴ and beyond would round";
}

TEST(MultiplyAdd, the_judge_names_the_first_wrong_number) {
  const auto problem = make_chains(3, 7);
  SerialTeam team;
  Bench bench(**problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(multiply_add(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<float>(kOut)[2 * kNumbersInItem + 383] += 1;
  EXPECT_TRUE(bench.judge().why.starts_with("number 383 of item 2 is ")) << bench.judge().why;
  bench.as<float>(kOut)[385] = 0;
  EXPECT_TRUE(bench.judge().why.starts_with("number 1 of item 1 is 0.0")) << bench.judge().why;
  LazyTeam lazy;
  Bench unfinished(**problem);
  unfinished.run(variant_named(multiply_add(), "plain"), lazy);
  EXPECT_FALSE(unfinished.judge().right);
  const auto two = make_chains(2, 7);
  Bench fewer(**two);
  EXPECT_EQ((*problem)->judge(fewer.responses()).why, "there are 768 numbers, must be 1152");
}

TEST(MultiplyAdd, one_step_too_few_is_wrong) {
  const auto seven = make_chains(1, 7), six = make_chains(1, 6);
  SerialTeam team;
  Bench bench(**six);
  bench.run(variant_named(multiply_add(), "plain"), team);
  EXPECT_TRUE((*six)->judge(bench.responses()).right);
  EXPECT_FALSE((*seven)->judge(bench.responses()).right);
}

TEST(MultiplyAdd, work_is_counted) {
  const auto problem = make_chains(3, 1000);
  for (const Variant& variant : multiply_add().variants()) {
    const Work work = (*problem)->work(variant);
    EXPECT_EQ(work.steps, 3 * 384 * 1000);
    EXPECT_EQ(work.flop, 2 * 3 * 384 * 1000) << "the same on each instruction set";
    EXPECT_EQ(work.bytes_read, Bytes{3 * 384 * 4 + 8});
    EXPECT_EQ(work.bytes_written, Bytes{3 * 384 * 4});
  }
}

TEST(MultiplyAdd, a_seed_gives_the_same_bytes_everywhere) {
  const auto problem = make_chains(2, 1);
  Bench bench(**problem);
  EXPECT_EQ(to_text(digest_bytes(bench.writable(kStart))), "ee3c49809fdce77575bf771780d2806e");
}

}  // namespace
}  // namespace pontage::ceilings
