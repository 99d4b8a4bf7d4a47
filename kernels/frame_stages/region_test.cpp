// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/region.hpp"

#include <gtest/gtest.h>

#include <climits>
#include <set>
#include <utility>

#include "kernels/frame_stages/damage_ring.hpp"
#include "kernels/frame_stages/stage_fields.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_stages {
namespace {

using Boxes = std::vector<Rectangle>;

/// Both ways to make a region.
const auto kWays = {region_of, plain_region_of};

TEST(Region, unions_by_hand) {
  for (const auto way : kWays) {
    const auto region = [&](const Boxes& boxes) { return way(boxes, 100, 50); };
    EXPECT_EQ(region({}), Boxes{});
    EXPECT_EQ(region({{3, 4, 5, 6}}), (Boxes{{3, 4, 5, 6}}));
    EXPECT_EQ(region({{0, 0, 10, 10}, {10, 0, 5, 10}}), (Boxes{{0, 0, 15, 10}})) << "side by side";
    EXPECT_EQ(region({{0, 0, 10, 10}, {0, 10, 10, 7}}), (Boxes{{0, 0, 10, 17}})) << "below";
    // A cross: three bands.
    EXPECT_EQ(region({{10, 0, 10, 30}, {0, 10, 30, 10}}),
              (Boxes{{10, 0, 10, 10}, {0, 10, 30, 10}, {10, 20, 10, 10}}));
    EXPECT_EQ(region({{0, 0, 4, 4}, {8, 0, 4, 4}, {2, 1, 1, 1}}),
              (Boxes{{0, 0, 4, 4}, {8, 0, 4, 4}}));
  }
}

TEST(Region, clips_and_drops_what_is_outside) {
  for (const auto way : kWays) {
    const Boxes boxes{{-5, -5, 10, 10},
                      {95, 45, 100, 100},
                      {100, 0, 9, 9},
                      {0, 50, 9, 9},
                      {-9, 0, 9, 9},
                      {20, 20, 0, 5},
                      {20, 20, 5, -1},
                      {INT_MAX, INT_MAX, INT_MAX, INT_MAX},
                      {INT_MIN, INT_MIN, INT_MAX, INT_MAX}};
    EXPECT_EQ(way(boxes, 100, 50), (Boxes{{0, 0, 5, 5}, {95, 45, 5, 5}}));
    EXPECT_EQ(way(Boxes{{INT_MIN, INT_MIN, INT_MAX, INT_MAX}, {-1, -1, INT_MAX, INT_MAX}}, 1, 1),
              (Boxes{{0, 0, 1, 1}}));
  }
}

/// Pixel by pixel, on small frames; and both ways cut alike.
TEST(Region, is_the_union_of_random_rectangles) {
  for (Seed seed = 1; seed <= 300; ++seed) {
    Rng rng(seed);
    const auto some = [&](std::uint64_t below) {
      return static_cast<std::int32_t>(rng.below(below));
    };
    const std::int32_t width = 1 + some(40), height = 1 + some(30);
    Boxes boxes(rng.below(9));
    for (Rectangle& box : boxes) box = {some(50) - 8, some(40) - 8, some(20) - 1, some(20) - 1};
    std::set<std::pair<int, int>> expected;
    for (const Rectangle& box : boxes)
      for (int y = std::max(0, box.y); y < std::min(height, box.y + box.height); ++y)
        for (int x = std::max(0, box.x); x < std::min(width, box.x + box.width); ++x)
          expected.insert({x, y});
    for (const auto way : kWays) {
      const Boxes region = way(boxes, width, height);
      std::set<std::pair<int, int>> got;
      for (const Rectangle& box : region)
        for (int y = box.y; y < box.y + box.height; ++y)
          for (int x = box.x; x < box.x + box.width; ++x)
            ASSERT_TRUE(got.insert({x, y}).second) << "twice, seed " << seed;
      ASSERT_EQ(got, expected) << "seed " << seed;
      ASSERT_EQ(area_of(region), static_cast<std::int64_t>(expected.size()));
    }
    ASSERT_EQ(region_of(boxes, width, height), plain_region_of(boxes, width, height));
  }
}

TEST(Region, tiles_and_back) {
  const Tiling tiling{70, 33, 32};
  EXPECT_EQ(tiling.tiles(), 6);
  EXPECT_EQ(tiling.box(5), (Rectangle{64, 32, 6, 1}));
  EXPECT_EQ(tiles_of(Boxes{{31, 0, 2, 1}, {69, 32, 1, 1}}, tiling),
            (std::vector<std::uint32_t>{0, 1, 5}));
  EXPECT_EQ(tiles_of({}, tiling), std::vector<std::uint32_t>{});
  const std::vector<std::uint8_t> map{1, 1, 0, 1, 1, 1};
  EXPECT_EQ(region_of_tiles(map, tiling), (Boxes{{0, 0, 64, 32}, {0, 32, 70, 1}}));
}

TEST(Region, cuts_cover_every_pixel_once) {
  const Boxes pieces = cut(Boxes{{1, 2, 10, 5}, {0, 20, 3, 1}}, 4, 3);
  EXPECT_EQ(pieces, (Boxes{{1, 2, 4, 3},
                           {5, 2, 4, 3},
                           {9, 2, 2, 3},
                           {1, 5, 4, 2},
                           {5, 5, 4, 2},
                           {9, 5, 2, 2},
                           {0, 20, 3, 1}}));
}

TEST(DamageRing, unites_what_a_buffer_of_an_age_missed) {
  DamageRing ring(100, 100, 3);
  EXPECT_EQ(ring.region(0), (Boxes{{0, 0, 100, 100}}));
  EXPECT_EQ(ring.region(1), (Boxes{{0, 0, 100, 100}})) << "nothing is known yet";
  ring.add(Boxes{{0, 0, 10, 10}});
  ring.add(Boxes{{50, 0, 10, 10}});
  EXPECT_EQ(ring.region(1), (Boxes{{50, 0, 10, 10}}));
  EXPECT_EQ(ring.region(2), (Boxes{{0, 0, 10, 10}, {50, 0, 10, 10}}));
  EXPECT_EQ(ring.region(3), (Boxes{{0, 0, 100, 100}})) << "older than what was added";
  ring.add({});
  ring.add(Boxes{{90, 90, 50, 50}});
  EXPECT_EQ(ring.region(2), (Boxes{{90, 90, 10, 10}}));
  EXPECT_EQ(ring.region(3), (Boxes{{50, 0, 10, 10}, {90, 90, 10, 10}})) << "the first is forgotten";
  EXPECT_EQ(ring.region(4), (Boxes{{0, 0, 100, 100}}));
}

TEST(StageShape, damage_lies_in_the_frame_and_is_what_its_name_says) {
  for (const char* kind : {"full", "window", "typing", "scattered", "outside"})
    for (Seed seed = 1; seed <= 20; ++seed)
      for (const std::int64_t age : {1, 4}) {
        const StageShape shape{640, 480, kind, 12, age};
        const Boxes region = damaged_region(shape, seed);
        EXPECT_EQ(region, region_of(region, 640, 480)) << "clipped and cut";
        const std::int64_t area = area_of(region);
        if (shape.damage == "full") {
          EXPECT_EQ(area, 640 * 480);
        }
        if (shape.damage == "outside") {
          EXPECT_EQ(area, 0);
        }
        if (shape.damage == "window") {
          EXPECT_GE(area, 640 * 480 / 4);
        }
        if (shape.damage == "typing") {
          EXPECT_TRUE(area > 0 && area <= age * (61 * 19 + 24 * 24));
        }
      }
}

}  // namespace
}  // namespace pontage::frame_stages
