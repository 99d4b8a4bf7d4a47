// SPDX-License-Identifier: Apache-2.0
#include "libbench/scheduling.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "libbench/made_up_machine.hpp"

namespace pontage {
namespace {

TEST(RunDelay, IsTheSecondNumberAndReadAgainEachTime) {
  const MadeUpMachine machine;
  machine.write("/proc/thread-self/schedstat", "123456 789 10");
  const RunDelay delay(machine.root());
  ASSERT_TRUE(delay.is_available()) << delay.reason();
  EXPECT_EQ(delay.read(), 789_ns);
  machine.write("/proc/thread-self/schedstat", "223456 104854 11");
  EXPECT_EQ(delay.read(), 104854_ns);
}

TEST(RunDelay, ThatIsAbsentReadsZeroAndSaysWhy) {
  const MadeUpMachine machine;
  const RunDelay delay(machine.root());
  EXPECT_FALSE(delay.is_available());
  EXPECT_EQ(delay.read(), 0_ns);
  EXPECT_NE(delay.reason().find("/proc/thread-self/schedstat cannot be opened"), std::string::npos)
      << delay.reason();
}

TEST(RunDelay, OfAFileWithoutThreeNumbersIsUnavailable) {
  const MadeUpMachine machine;
  for (const char* text : {"", "12", "12 x"}) {
    machine.write("/proc/thread-self/schedstat", text);
    const RunDelay delay(machine.root());
    EXPECT_FALSE(delay.is_available()) << text;
    EXPECT_NE(delay.reason().find("does not hold three numbers"), std::string::npos)
        << delay.reason();
  }
}

TEST(RunDelay, NeverDecreasesOnThisMachine) {
  const RunDelay delay;
  if (!delay.is_available()) GTEST_SKIP() << delay.reason();
  Nanoseconds last = delay.read();
  for (int i = 0; i < 1000; ++i) {
    const Nanoseconds now = delay.read();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(RunDelay, MovesWithItsFile) {
  const MadeUpMachine machine;
  machine.write("/proc/thread-self/schedstat", "1 2 3");
  RunDelay first(machine.root());
  RunDelay second = std::move(first);
  EXPECT_FALSE(first.is_available());  // NOLINT(bugprone-use-after-move,clang-analyzer-*)
  EXPECT_EQ(second.read(), 2_ns);
  first = std::move(second);
  EXPECT_EQ(first.read(), 2_ns);
}

}  // namespace
}  // namespace pontage
