// SPDX-License-Identifier: Apache-2.0
#include "libbench/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <vector>

namespace pontage {
namespace {

TEST(Rng, MixIsSplitmix64) {
  // The first outputs of splitmix64 from state 0, as its authors' reference program prints them.
  EXPECT_EQ(mix64(0), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(mix64(0x9e3779b97f4a7c15ULL), 0x6e789e6aa1b965f4ULL);
}

TEST(Rng, SameSeedSameNumbersEverywhere) {
  Rng one(1), again(1), other(2);
  std::array<std::uint64_t, 4> first{};
  for (auto& number : first) number = one.next();
  for (const auto number : first) EXPECT_EQ(again.next(), number);
  EXPECT_NE(other.next(), first[0]);
  static_assert(Rng(7).next() == Rng(7).next(), "and at compile time");
}

TEST(Rng, BelowStaysBelowAndReachesAll) {
  Rng rng(3);
  std::array<int, 7> seen{};
  for (int i = 0; i < 70'000; ++i) ++seen.at(rng.below(7));
  for (const int count : seen) EXPECT_NEAR(count, 10'000, 500);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(rng.below(1), 0U);
  const std::uint64_t large = (1ULL << 63) + 1;
  for (int i = 0; i < 100; ++i) EXPECT_LT(rng.below(large), large);
}

TEST(Rng, UnitIsHalfOpen) {
  Rng rng(4);
  double sum = 0, least = 1, most = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double u = rng.unit();
    sum += u;
    least = std::min(least, u);
    most = std::max(most, u);
  }
  EXPECT_GE(least, 0.0);
  EXPECT_LT(most, 1.0);
  EXPECT_NEAR(sum / 100'000, 0.5, 0.01);
}

TEST(Rng, ShuffleKeepsItemsAndGivesEveryOrder) {
  Rng rng(5);
  std::map<std::vector<int>, int> orders;
  for (int i = 0; i < 6'000; ++i) {
    std::vector<int> items{1, 2, 3};
    rng.shuffle(std::span(items));
    ++orders[items];
  }
  ASSERT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) {
    EXPECT_EQ(std::accumulate(order.begin(), order.end(), 0), 6);
    EXPECT_NEAR(count, 1'000, 150);
  }
}

}  // namespace
}  // namespace pontage
