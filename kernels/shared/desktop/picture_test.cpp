// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/picture.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pontage::desktop {
namespace {

Frame counted(std::int32_t width, std::int32_t height) {
  Frame frame = make_frame(width, height);
  for (std::size_t i = 0; i < frame.pixels.size(); ++i)
    frame.pixels[i] |= static_cast<std::uint32_t>(i % 256);
  return frame;
}

TEST(Picture, ReducedIsTheMeanOfSquares) {
  const Frame small = reduced(counted(5, 4), 3);  // squares of 2: a column is left over
  ASSERT_EQ(small.width, 2);
  ASSERT_EQ(small.height, 2);
  EXPECT_EQ(small.pixels[0] & 255, (0U + 1 + 5 + 6 + 2) / 4);
  EXPECT_EQ(small.pixels[3] & 255, (12U + 13 + 17 + 18 + 2) / 4);
  EXPECT_EQ(reduced(counted(5, 4), 5).pixels, counted(5, 4).pixels);
}

TEST(Picture, ACutIsMovedIntoTheFrame) {
  const Frame part = cut(counted(6, 5), {5, -3, 2, 2});
  EXPECT_EQ(part.pixels,
            (std::vector<std::uint32_t>{0xff000004, 0xff000005, 0xff00000a, 0xff00000b}));
  EXPECT_EQ(cut(counted(2, 1), {9, 9, 40, 40}).pixels, counted(2, 1).pixels);
}

TEST(Picture, OnlyDamageKeepsItsColour) {
  Frame red = make_frame(8, 8);
  for (std::uint32_t& pixel : red.pixels) pixel = 0xffff0000;
  constexpr std::int32_t kLeast = std::numeric_limits<std::int32_t>::min(),
                         kMost = std::numeric_limits<std::int32_t>::max();
  const Rectangle damage[] = {
      {2, 2, 3, 3}, {}, {-5, 7, 6, 9}, {kLeast, kLeast, kMost, kMost}, {kMost, 0, kMost, kMost}};
  const Frame shown = marked(red, damage, 1);
  EXPECT_EQ(shown.row(3)[3], 0xffff0000);
  EXPECT_EQ(shown.row(7)[0], 0xffff0000);
  EXPECT_NE(shown.row(1)[1], 0xffff0000);  // the outline
  const std::uint32_t outside = shown.row(0)[7];
  EXPECT_EQ(outside & 255, outside >> 16 & 255);
}

TEST(Picture, DifferenceAndErrorAreNothingBetweenEqualFrames) {
  const Frame a = counted(6, 5);
  Frame b = a;
  EXPECT_EQ(mean_squared_error(a, b), 0);
  EXPECT_EQ(difference(a, b, 8).pixels, make_frame(6, 5).pixels);
  b.pixels[7] ^= 0x000300;
  EXPECT_DOUBLE_EQ(mean_squared_error(a, b), 9.0 / 90);
  EXPECT_EQ(difference(a, b, 8).pixels[7], 0xff001800);
  EXPECT_EQ(difference(a, b, 100).pixels[7], 0xff00ff00);
}

TEST(Picture, AJpegFileBeginsAndEndsAsOne) {
  const auto file = jpeg_file(counted(30, 20), 90);
  if (file.empty()) GTEST_SKIP() << "built without libjpeg-turbo";
  EXPECT_EQ(file[0], std::byte{0xff});
  EXPECT_EQ(file[1], std::byte{0xd8});
  EXPECT_EQ(file[file.size() - 1], std::byte{0xd9});
  EXPECT_TRUE(jpeg_file(Frame{}, 90).empty());
}

}  // namespace
}  // namespace pontage::desktop
