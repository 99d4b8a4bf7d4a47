// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "libbench/selftest.hpp"

namespace pontage {
namespace {

constexpr Sentinel kQuiet{0.31, 14.0, 140.0};

TEST(Disturbance, IsEmptyWithinThreeAndTenPercent) {
  EXPECT_EQ(disturbance(kQuiet, kQuiet), "");
  EXPECT_EQ(disturbance({1.0, 10.0, 100.0}, {1.029, 9.1, 109.0}), "");
}

TEST(Disturbance, NamesWhatMovedAndByHowMuch) {
  EXPECT_EQ(disturbance({1.0, 10.0, 100.0}, {1.05, 10.0, 100.0}),
            "a dependent addition moved by +5.0 % (1 to 1.05 ns): the clock frequency changed or "
            "another thread took the processor");
  EXPECT_EQ(disturbance({1.0, 10.0, 100.0}, {1.0, 8.0, 100.0}),
            "a dependent load in 4 MiB moved by -20.0 % (10 to 8 ns): a neighbour uses the "
            "last-level cache");
  EXPECT_EQ(disturbance({1.0, 10.0, 100.0}, {0.9, 10.0, 150.0}),
            "a dependent addition moved by -10.0 % (1 to 0.9 ns): the clock frequency changed or "
            "another thread took the processor; "
            "a dependent load in 64 MiB moved by +50.0 % (100 to 150 ns): a neighbour uses the "
            "memory bus");
}

TEST(Disturbance, SaysNothingAboutWhatWasNotMeasured) {
  EXPECT_EQ(disturbance({}, kQuiet), "");
  EXPECT_EQ(disturbance({0.31, 14.0, 0.0}, kQuiet), "");
}

TEST(SentinelProbe, ReadsAnswersInTheOrderOfTheHierarchy) {
  SentinelProbe probe;
  const Sentinel reading = probe.read(ClockMap::calibrate(1_ms));
  EXPECT_GT(reading.add_ns, 0);
  EXPECT_GT(reading.cache_chase_ns, 0);
  EXPECT_GT(reading.memory_chase_ns, 0);
}

}  // namespace
}  // namespace pontage
