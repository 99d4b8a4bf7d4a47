// SPDX-License-Identifier: Apache-2.0
#include "kernels/similarity_scan/nearest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "libbench/rng.hpp"

namespace pontage::similarity_scan {
namespace {

TEST(Nearest, keys_are_in_the_order_of_the_answer) {
  EXPECT_LT(key_of(3, 9), key_of(4, 0));
  EXPECT_LT(key_of(3, 8), key_of(3, 9)) << "ties by the smaller id";
  EXPECT_EQ(distance_of(key_of(3, 9)), 3U);
  EXPECT_EQ(id_of(key_of(3, 9)), 9U);
  EXPECT_EQ(id_of(kNoKey), 0xffffffffU);
  EXPECT_EQ(distance_of(kNoKey), 0xffffffffU);
}

TEST(Nearest, keeps_the_smallest_of_what_is_offered) {
  for (Seed seed = 1; seed <= 300; ++seed) {
    Rng rng(seed);
    const auto k = static_cast<std::int64_t>(1 + rng.below(40));
    std::vector<Key> offered(rng.below(100)), kept(static_cast<std::size_t>(k) + 1, 77);
    for (Key& key : offered) key = rng.below(200);
    if (seed % 3 == 0) std::ranges::sort(offered);
    if (seed % 3 == 1) std::ranges::sort(offered, std::greater{});
    Nearest nearest(kept.data(), k);
    nearest.clear();
    for (const Key key : offered)
      if (key < nearest.bound()) nearest.replace_greatest(key);
    nearest.sort();
    std::ranges::sort(offered);
    offered.resize(static_cast<std::size_t>(k), kNoKey);
    EXPECT_EQ(std::vector(kept.begin(), kept.end() - 1), offered) << "seed " << seed;
    EXPECT_EQ(kept.back(), 77U) << "what lies behind";
    // And goes on where it was.
    nearest.reopen();
    offered.insert(offered.end(), {5, 60, 150});
    for (const Key key : {Key{150}, Key{5}, Key{60}})
      if (key < nearest.bound()) nearest.replace_greatest(key);
    nearest.sort();
    std::ranges::sort(offered);
    offered.resize(static_cast<std::size_t>(k));
    EXPECT_EQ(std::vector(kept.begin(), kept.end() - 1), offered) << "seed " << seed;
  }
}

}  // namespace
}  // namespace pontage::similarity_scan
