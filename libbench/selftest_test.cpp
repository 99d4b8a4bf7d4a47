// SPDX-License-Identifier: Apache-2.0
#include "libbench/selftest.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include "libbench/clock_order.hpp"

namespace pontage {
namespace {

using Verdict = Check::Verdict;

SelfTest healthy() {
  SelfTest test;
  test.clock_source = "tsc";
  test.clock_is_invariant = true;
  test.clock_mhz = 2596.1;
  test.span_ns = 19.5;
  test.empty_span_ns = 32;
  test.schedstat_ns = 540;
  return test;
}

Check named(const SelfTest& test, const std::string& name) {
  for (const Check& check : judge_selftest(test)) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "no check is called " << name;
  return {};
}

TEST(SelfTest, IsGoodOnAHealthyMachine) {
  for (const Check& check : judge_selftest(healthy())) {
    EXPECT_EQ(check.verdict, Verdict::good) << check.name;
    EXPECT_EQ(check.remedy, "") << check.name;
  }
  EXPECT_EQ(named(healthy(), "clock").finding,
            "stamps come from tsc at 2596.1 MHz, the same in every state of the processor");
}

TEST(SelfTest, FlagsEachFault) {
  SelfTest test = healthy();
  test.span_ns = 25.2;
  EXPECT_EQ(named(test, "span cost").verdict, Verdict::suspicious);
  test = healthy();
  test.clock_is_invariant = false;
  EXPECT_EQ(named(test, "clock").verdict, Verdict::bad);
  test = healthy();
  test.backward_steps = 1;
  EXPECT_EQ(named(test, "clock order").verdict, Verdict::bad);
  test = healthy();
  test.schedstat_ns = 0;
  EXPECT_EQ(named(test, "run delay").verdict, Verdict::unknown);
}

TEST(SelfTest, MeasuresEveryFigureOfThisMachine) {
  cpu_set_t before, after;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  const SelfTest test = run_selftest(ClockMap::calibrate(1_ms), 5_ms);
  ASSERT_EQ(sched_getaffinity(0, sizeof after, &after), 0);
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
  EXPECT_FALSE(test.clock_source.empty());
  EXPECT_GT(test.clock_mhz, 0);
  EXPECT_GT(test.clock_uncertainty_ns, 0);
  EXPECT_GT(test.stamp_ns, 0);
  EXPECT_GT(test.empty_span_ns, 0);
  EXPECT_GT(test.resolution_ns, 0);
  EXPECT_EQ(test.backward_steps, 0);
  EXPECT_EQ(test.checks.size(), 4U);
}

TEST(ClockOrder, LeavesTheCallersProcessorMaskAsItWas) {
  cpu_set_t before, after;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  const ClockOrder order = count_backward_steps(2_ms);
  ASSERT_EQ(sched_getaffinity(0, sizeof after, &after), 0);
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
  EXPECT_EQ(order.backward_steps, 0);
  EXPECT_LE(order.processor_pairs, CPU_COUNT(&before) - 1);
}

TEST(ClockOrder, LooksAtOneProcessorOnlyWhereNoMoreAreAllowed) {
  cpu_set_t before, one;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  CPU_ZERO(&one);
  for (int p = 0; p < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++p) {
    if (CPU_ISSET(p, &before)) CPU_SET(p, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const ClockOrder order = count_backward_steps(2_ms);
  EXPECT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(order.processor_pairs, 0);
  EXPECT_EQ(order.exchanges, 0);
}

}  // namespace
}  // namespace pontage
