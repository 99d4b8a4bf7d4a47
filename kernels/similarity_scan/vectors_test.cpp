// SPDX-License-Identifier: Apache-2.0
#include "kernels/similarity_scan/vectors.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace pontage::similarity_scan {
namespace {

SimilarityScanShape shape_of(std::int64_t vectors, std::int64_t bits, std::int64_t queries,
                             const std::string& inputs, std::int64_t noise = 20) {
  return {.vectors = vectors,
          .bits = bits,
          .queries = queries,
          .k = 1,
          .noise = noise,
          .pieces = 1,
          .inputs = inputs};
}

std::vector<std::uint64_t> row_of(const Vectors& vectors, std::int64_t row) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(vectors.words()));
  vectors.make_row(row, words.data());
  return words;
}

int distance_to_query(const Vectors& vectors, std::int64_t row, std::int64_t query) {
  int distance = 0;
  const auto words = row_of(vectors, row);
  for (std::size_t word = 0; word < words.size(); ++word)
    distance += std::popcount(
        words[word] ^ vectors.queries()[static_cast<std::size_t>(query) * words.size() + word]);
  return distance;
}

TEST(Vectors, planted_neighbours_differ_in_about_as_many_bits_as_asked) {
  const Vectors vectors(shape_of(500, 10'000, 20, "planted"), 3);
  EXPECT_EQ(vectors.words(), 157);
  std::set<std::int64_t> planted;
  for (std::int64_t query = 0; query < 20; ++query) {
    const std::int64_t row = vectors.planted_row(query);
    ASSERT_GE(row, 0);
    EXPECT_TRUE(planted.insert(row).second) << "each has its own";
    // Five standard deviations, 40 bits each; a random vector is 5,000 ± 250 away.
    EXPECT_NEAR(distance_to_query(vectors, row, query), 2'000, 200);
    EXPECT_NEAR(distance_to_query(vectors, (row + 1) % 500, query), 5'000, 300);
  }
  EXPECT_EQ(distance_to_query(Vectors(shape_of(9, 777, 2, "planted", 0), 1),
                              Vectors(shape_of(9, 777, 2, "planted", 0), 1).planted_row(1), 1),
            0);
}

TEST(Vectors, more_queries_than_rows_leave_some_without_a_neighbour) {
  const Vectors vectors(shape_of(3, 100, 5, "planted"), 1);
  EXPECT_GE(vectors.planted_row(2), 0);
  EXPECT_EQ(vectors.planted_row(3), -1);
}

TEST(Vectors, bits_behind_the_last_are_zero) {
  for (const std::int64_t bits : {1, 63, 64, 65, 130, 10'000})
    for (const char* inputs : {"planted", "duplicates", "equal"}) {
      const Vectors vectors(shape_of(20, bits, 3, inputs), 1);
      for (std::int64_t row = 0; row < 20; ++row) {
        const auto words = row_of(vectors, row);
        ASSERT_EQ(words.size(), static_cast<std::size_t>((bits + 63) / 64));
        if (bits % 64 != 0) {
          EXPECT_EQ(words.back() >> bits % 64, 0U) << bits;
        }
      }
    }
}

TEST(Vectors, duplicates_and_equal_rows_are_that) {
  std::set<std::vector<std::uint64_t>> kinds, one;
  const Vectors duplicates(shape_of(300, 1'000, 9, "duplicates"), 1),
      equal(shape_of(300, 1'000, 9, "equal"), 1);
  for (std::int64_t row = 0; row < 300; ++row) {
    kinds.insert(row_of(duplicates, row));
    one.insert(row_of(equal, row));
    EXPECT_EQ(distance_to_query(equal, row, row % 9), 0);
  }
  EXPECT_EQ(kinds.size(), 7U);
  EXPECT_EQ(one.size(), 1U);
}

}  // namespace
}  // namespace pontage::similarity_scan
