// SPDX-License-Identifier: Apache-2.0
#include "libbench/huge_pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace pontage {
namespace {

TEST(HugePages, AreAlignedZeroAndRoundedUp) {
  const HugePages memory(3_MiB);
  ASSERT_NE(memory.address(), nullptr);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.address()) % (2 << 20), 0U);
  EXPECT_EQ(memory.size(), 4_MiB);
  const auto words = memory.words();
  EXPECT_EQ(words.size(), (4U << 20) / 8);
  EXPECT_TRUE(
      std::all_of(words.begin(), words.end(), [](std::uint64_t word) { return word == 0; }));
  words.back() = 7;
  EXPECT_EQ(memory.words().back(), 7U);
}

TEST(HugePages, NeverClaimMoreThanThereIs) {
  const HugePages memory(4_MiB);
  const auto huge = memory.huge_bytes();
  if (!huge) GTEST_SKIP() << "this machine has no AnonHugePages in /proc/self/smaps";
  EXPECT_GE(*huge, 0_KiB);
  EXPECT_LE(*huge, memory.size());
}

TEST(HugePages, OfMoreThanTheMachineHasAreEmpty) {
  const HugePages memory(Bytes{std::int64_t{1} << 50});
  EXPECT_EQ(memory.address(), nullptr);
  EXPECT_EQ(memory.size(), Bytes{});
  EXPECT_TRUE(memory.words().empty());
}

TEST(HugePages, MoveWithTheirMemory) {
  HugePages first(2_MiB);
  void* const at = first.address();
  const HugePages second = std::move(first);
  EXPECT_EQ(second.address(), at);
  EXPECT_EQ(first.address(), nullptr);  // NOLINT(bugprone-use-after-move,clang-analyzer-*)
  first = HugePages(2_MiB);
  EXPECT_NE(first.address(), nullptr);
}

}  // namespace
}  // namespace pontage
