// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/cycle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

namespace pontage::graph_walk {
namespace {

TEST(Cycle, an_order_holds_every_line_once) {
  for (const std::size_t n : {0, 1, 2, 3, 255, 256, 1000}) {
    Rng rng(7);
    auto order = random_order(n, rng);
    std::ranges::sort(order);
    std::vector<std::uint32_t> all(n);
    std::iota(all.begin(), all.end(), 0u);
    EXPECT_EQ(order, all) << n;
  }
}

TEST(Cycle, every_place_is_equally_likely) {
  constexpr int kLines = 6, kRounds = 6000;
  int count[kLines][kLines] = {};
  Rng rng(3);
  for (int round = 0; round < kRounds; ++round) {
    const auto order = random_order(kLines, rng);
    for (int place = 0; place < kLines; ++place) ++count[place][order[place]];
  }
  // Each is binomial with mean 1000 and deviation 29; six of these are far beyond chance.
  for (const auto& row : count)
    for (const int times : row) EXPECT_NEAR(times, 1.0 * kRounds / kLines, 174);
}

TEST(Cycle, neighbours_in_a_long_order_say_nothing) {
  constexpr std::size_t kLines = 1 << 14;
  Rng rng(5);
  const auto order = random_order(kLines, rng);
  std::size_t ascents = 0;
  for (std::size_t i = 1; i < kLines; ++i) ascents += order[i - 1] < order[i];
  // Mean n/2, deviation √((n + 1) / 12) = 37 (Eulerian numbers); buckets left in order would ascend
  // nearly always.
  EXPECT_NEAR(static_cast<double>(ascents), kLines / 2.0, 6 * 37);
}

TEST(Cycle, following_the_bytes_visits_the_lines_in_order) {
  Rng rng(1);
  const auto order = random_order(512, rng);
  std::vector<std::uint64_t> memory(512 * 8, ~0ULL);
  write_cycle(successors(order), std::as_writable_bytes(std::span(memory)));
  std::uint64_t at = order[0] * 64ULL;
  for (std::size_t i = 1; i <= order.size(); ++i) {
    at = memory[at / 8];
    ASSERT_EQ(at, order[i % order.size()] * 64ULL) << i;
  }
  for (std::size_t word = 0; word < memory.size(); ++word)
    ASSERT_TRUE(word % 8 == 0 || memory[word] == 0) << word;
}

TEST(Cycle, one_line_follows_itself) {
  const std::vector<std::uint32_t> order{0};
  EXPECT_EQ(successors(order), order);
  EXPECT_TRUE(successors({}).empty());
}

TEST(Cycle, walkers_start_apart) {
  Rng rng(1);
  const auto places = spread_places(4096, 2, 8, rng);
  ASSERT_EQ(places.size(), 16u);
  std::set<std::uint64_t> stretches;
  for (const auto place : places) stretches.insert(place / 256);
  EXPECT_EQ(stretches.size(), 16u) << "one in each sixteenth of the cycle";
  for (int bank = 0; bank < 2; ++bank)
    for (int chain = 0; chain < 8; ++chain)
      EXPECT_EQ(places[bank * 8 + chain] / 256 % 2, bank) << "banks take turns along the cycle";
}

TEST(Cycle, walkers_of_one_bank_never_share_a_line) {
  for (const std::size_t lines : {8, 9, 12, 13, 24, 25}) {
    Rng rng(lines);
    const auto places = spread_places(lines, 3, 8, rng);
    for (int bank = 0; bank < 3; ++bank) {
      const std::set<std::uint64_t> mine(places.begin() + bank * 8, places.begin() + bank * 8 + 8);
      EXPECT_EQ(mine.size(), 8u) << lines << " lines, bank " << bank;
      EXPECT_LT(*mine.rbegin(), lines);
    }
  }
}

TEST(Cycle, visits_are_counted_once) {
  EXPECT_EQ(distinct_visits(100, {10}, 5), 5);
  EXPECT_EQ(distinct_visits(100, {10}, 500), 100);
  EXPECT_EQ(distinct_visits(100, {98, 10}, 5), 10) << "98 walks over the end";
  EXPECT_EQ(distinct_visits(100, {98, 1, 3}, 5), 10) << "98 to 102 = 2, 1 to 5, 3 to 7: 98 to 107";
  EXPECT_EQ(distinct_visits(100, {4, 4}, 7), 7);
  EXPECT_EQ(distinct_visits(100, {}, 7), 0);
}

}  // namespace
}  // namespace pontage::graph_walk
