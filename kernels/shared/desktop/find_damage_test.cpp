// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/find_damage.hpp"

#include <gtest/gtest.h>

#include "libbench/rng.hpp"

namespace pontage::desktop {
namespace {

TEST(FindDamage, EqualPicturesHaveNone) {
  const Frame frame = make_frame(130, 70);
  EXPECT_TRUE(find_damage(frame, frame).empty());
}

TEST(FindDamage, OnePixelIsOnePixel) {
  const Frame before = make_frame(200, 100);
  for (const Rectangle& pixel : {Rectangle{0, 0, 1, 1}, {63, 64, 1, 1}, {199, 99, 1, 1}}) {
    Frame after = before;
    after.row(pixel.y)[static_cast<std::size_t>(pixel.x)] ^= 0x10;
    const auto found = find_damage(before, after);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0], pixel);
  }
}

TEST(FindDamage, ABlockOverManyTilesIsOneRectangle) {
  const Frame before = make_frame(400, 300);
  Frame after = before;
  const Rectangle block{37, 21, 301, 222};
  for (std::int32_t y = block.y; y < block.bottom(); ++y)
    for (std::int32_t x = block.x; x < block.right(); ++x)
      after.row(y)[static_cast<std::size_t>(x)] = 0xff123456U;
  const auto found = find_damage(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], block);
}

/// What lies outside is equal, whatever the size and the change.
TEST(FindDamage, CopyingItMakesThePicture) {
  Rng rng(7);
  for (int round = 0; round < 200; ++round) {
    const auto side = [&] { return static_cast<std::int32_t>(1 + rng.below(300)); };
    Frame before = make_frame(side(), side());
    Frame after = before;
    for (auto changes = rng.below(6); changes > 0; --changes) {
      const Rectangle part =
          intersection({side() - 1, side() - 1, side() / 4, side() / 4}, after.bounds());
      for (std::int32_t y = part.y; y < part.bottom(); ++y)
        for (std::int32_t x = part.x; x < part.right(); ++x)
          if (rng.below(3) == 0) after.row(y)[static_cast<std::size_t>(x)] = 0xffabcdefU;
    }
    for (const Rectangle& part : find_damage(before, after)) {
      ASSERT_TRUE(!part.is_empty() && contains(after.bounds(), part));
      for (std::int32_t y = part.y; y < part.bottom(); ++y)
        for (std::int32_t x = part.x; x < part.right(); ++x)
          before.row(y)[static_cast<std::size_t>(x)] = after.row(y)[static_cast<std::size_t>(x)];
    }
    ASSERT_EQ(before.pixels, after.pixels) << "round " << round;
  }
}

}  // namespace
}  // namespace pontage::desktop
