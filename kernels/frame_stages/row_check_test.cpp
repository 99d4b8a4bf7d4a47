// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/row_check.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "kernels/frame_stages/row_check_cuda.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_stages {
namespace {

std::vector<std::uint32_t> noise(std::size_t words, Seed seed) {
  Rng rng(seed);
  std::vector<std::uint32_t> all(words);
  for (auto& word : all) word = static_cast<std::uint32_t>(rng.next());
  return all;
}

std::uint64_t check_of(const std::vector<std::uint32_t>& words) {
  RowCheck check;
  add_row(check, words.data(), static_cast<std::int64_t>(words.size()));
  return check.value();
}

TEST(RowCheck, sums_by_hand) {
  // 18 words in one row: two groups. Lane 0 sees 1 and 17, lane 1 sees 2 and 18, lane 2 only 3.
  std::vector<std::uint32_t> words(18);
  for (std::uint32_t i = 0; i < 18; ++i) words[i] = i + 1;
  for (const auto add : {add_row_plain, add_row}) {
    RowCheck check;
    add(check, words.data(), 18);
    EXPECT_EQ(check.sum[0], 18U);
    EXPECT_EQ(check.sums[0], 1U + 18U);
    EXPECT_EQ(check.sum[1], 20U);
    EXPECT_EQ(check.sum[2], 3U);
    EXPECT_EQ(check.sums[2], 6U);
  }
}

TEST(RowCheck, both_ways_agree_at_any_length) {
  for (std::size_t words = 0; words < 130; ++words) {
    const auto row = noise(words + 1, words);
    RowCheck plain, vectors;
    for (int times = 0; times < 3; ++times) {
      add_row_plain(plain, row.data() + 1, static_cast<std::int64_t>(words));
      add_row(vectors, row.data() + 1, static_cast<std::int64_t>(words));
    }
    ASSERT_EQ(plain.value(), vectors.value()) << words;
  }
}

/// What the CUDA variants add up in any order.
TEST(RowCheck, words_may_come_in_any_order) {
  const auto words = noise(3 * 37, 5);
  RowCheck expected, backwards;
  for (int y = 0; y < 3; ++y) add_row_plain(expected, words.data() + y * 37, 37);
  const std::int64_t of_a_row = check_groups(37);
  EXPECT_EQ(of_a_row, 3);
  for (std::int64_t i = 3 * 37 - 1; i >= 0; --i) {
    const std::uint32_t word = words[static_cast<std::size_t>(i)];
    const std::int64_t x = i % 37, number = i / 37 * of_a_row + x / kCheckLanes;
    backwards.sum[x % kCheckLanes] += word;
    backwards.sums[x % kCheckLanes] += word * times_in_sums(number, 3 * of_a_row);
  }
  EXPECT_EQ(backwards.value(), expected.value());
}

TEST(RowCheck, every_bit_and_every_exchange_is_seen) {
  auto words = noise(100, 1);
  const std::uint64_t right = check_of(words);
  for (auto& word : words)
    for (int bit = 0; bit < 32; ++bit) {
      word ^= 1U << bit;
      EXPECT_NE(check_of(words), right);
      word ^= 1U << bit;
    }
  for (std::size_t i = 0; i + 16 < words.size(); ++i)
    for (const std::size_t apart : {1, 16}) {
      std::swap(words[i], words[i + apart]);
      EXPECT_NE(check_of(words), right);
      std::swap(words[i], words[i + apart]);
    }
}

}  // namespace
}  // namespace pontage::frame_stages
