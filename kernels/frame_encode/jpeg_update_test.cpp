// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_update.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/frame_encode/encode_jpeg.hpp"
#include "kernels/shared/desktop/frame_source.hpp"
#include "kernels/shared/desktop/picture.hpp"

namespace pontage::frame_encode {
namespace {

/// A client that saw nothing gets the part `damage` of a screen.
struct Coded {
  desktop::Frame before, after;
  std::vector<std::uint8_t> stream;
};

Coded coded(const desktop::Rectangle& damage) {
  auto source = desktop::open_frames({.session = "photo", .width = 97, .height = 75, .seed = 1});
  Coded made{desktop::make_frame(97, 75), (*source)->frame(), {}};
  const auto shape = encode_jpeg().shape_schema().make({});
  made.stream = make_jpeg_problem(one_update(made.before, made.after, {damage}, "photo"), *shape)
                    ->encoded()
                    .stream;
  return made;
}

TEST(JpegUpdate, AClientComesNear) {
  const Coded c = coded({0, 0, 97, 75});
  desktop::Frame screen = c.before;
  ASSERT_TRUE(apply_jpeg_update(c.stream, screen));
  const double error = desktop::mean_squared_error(screen, c.after);
  EXPECT_GT(error, 0);
  EXPECT_LT(error, desktop::mean_squared_error(c.before, c.after) / 20);
}

TEST(JpegUpdate, RowsWithoutDamageStay) {
  const Coded c = coded({5, 20, 1, 1});  // the second row of MCUs
  desktop::Frame screen = c.before;
  ASSERT_TRUE(apply_jpeg_update(c.stream, screen));
  for (std::int32_t y = 0; y < 75; ++y)
    EXPECT_EQ(std::ranges::equal(screen.row(y), c.before.row(y)), y < 16 || y >= 32) << y;
}

TEST(JpegUpdate, WhatIsCutOrChangedIsRefusedAndTheScreenStays) {
  const Coded c = coded({0, 0, 97, 75});
  for (std::size_t size = 1; size < c.stream.size(); size += 1 + size / 16) {
    desktop::Frame screen = c.before;
    EXPECT_FALSE(apply_jpeg_update(std::span(c.stream).first(size), screen)) << size;
    EXPECT_EQ(screen.pixels, c.before.pixels) << size;
  }
  desktop::Frame other = desktop::make_frame(96, 75);
  const auto refused = apply_jpeg_update(c.stream, other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "this is no update of JPEGs: it is for a screen of 97 x 75");
}

TEST(JpegUpdate, NothingIsNoUpdate) {
  desktop::Frame screen = desktop::make_frame(5, 5);
  EXPECT_TRUE(apply_jpeg_update({}, screen));
}

}  // namespace
}  // namespace pontage::frame_encode
