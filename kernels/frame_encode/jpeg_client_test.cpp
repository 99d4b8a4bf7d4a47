// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include "kernels/frame_encode/encode_jpeg.hpp"
#include "kernels/frame_encode/encode_jpeg_shape.hpp"
#include "kernels/frame_encode/update_stream.hpp"
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

TEST(JpegClient, AClientComesNear) {
  const Coded c = coded({0, 0, 97, 75});
  desktop::Frame screen = c.before;
  ASSERT_TRUE(apply_jpeg_update(c.stream, screen));
  const double error = desktop::mean_squared_error(screen, c.after);
  EXPECT_GT(error, 0);
  EXPECT_LT(error, desktop::mean_squared_error(c.before, c.after) / 20);
}

TEST(JpegClient, RowsWithoutDamageStay) {
  const Coded c = coded({5, 20, 1, 1});  // the second row of MCUs
  desktop::Frame screen = c.before;
  ASSERT_TRUE(apply_jpeg_update(c.stream, screen));
  for (std::int32_t y = 0; y < 75; ++y)
    EXPECT_EQ(std::ranges::equal(screen.row(y), c.before.row(y)), y < 16 || y >= 32) << y;
}

TEST(JpegClient, WhatIsCutOrChangedIsRefusedAndTheScreenStays) {
  const Coded c = coded({0, 0, 97, 75});
  for (std::size_t size = 1; size < c.stream.size(); size += 1 + size / 16) {
    desktop::Frame screen = c.before;
    EXPECT_FALSE(apply_jpeg_update(std::span(c.stream).first(size), screen)) << size;
    EXPECT_EQ(screen.pixels, c.before.pixels) << size;
  }
  desktop::Frame other = desktop::make_frame(96, 75);
  const auto refused = apply_jpeg_update(c.stream, other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what,
            "this is no update of JPEGs: it is of a screen of 97x75, this one has 96x75");
}

TEST(JpegClient, AnyByteMayBeAnother) {
  Coded c = coded({0, 0, 97, 75});
  int refused = 0;
  for (std::size_t i = 0; i < c.stream.size(); i += 1 + i / 64) {
    const std::uint8_t kept = std::exchange(c.stream[i], static_cast<std::uint8_t>(~c.stream[i]));
    desktop::Frame screen = c.before;
    if (!apply_jpeg_update(c.stream, screen)) {
      ++refused;
      EXPECT_EQ(screen.pixels, c.before.pixels) << i;
    }
    c.stream[i] = kept;
  }
  EXPECT_GT(refused, 30);  // all of the headers, at least
}

TEST(JpegClient, OtherKindsOfJpegAreRefused) {
  Coded c = coded({0, 0, 97, 75});
  const std::uint8_t baseline[] = {0xff, 0xc0};
  const auto found = std::search(c.stream.begin(), c.stream.end(), baseline, baseline + 2);
  ASSERT_NE(found, c.stream.end());
  *(found + 1) = 0xc2;  // progressive
  desktop::Frame screen = c.before;
  const auto refused = apply_jpeg_update(c.stream, screen);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().what,
      "this is no update of JPEGs: a picture is not one baseline JPEG in the size of its rows");
}

/// An update of 8 by 8 pixels whose picture has a scan for each component.
std::vector<std::uint8_t> update_of_scans() {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* made = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &made, &size);
  info.image_width = info.image_height = 8;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_scan_info scans[3] = {};
  for (int i = 0; i < 3; ++i) scans[i] = {1, {i}, 0, 63, 0, 0};
  info.scan_info = scans;
  info.num_scans = 3;
  jpeg_start_compress(&info, TRUE);
  unsigned char pixels[24] = {};
  for (JSAMPROW row = pixels; info.next_scanline < 8;) jpeg_write_scanlines(&info, &row, 1);
  jpeg_finish_compress(&info);
  std::vector<std::uint8_t> update(16 + 8 + size);
  BytesOut out(update.data());
  for (const std::uint32_t number : {kJpegMagic, 8U, 8U, 1U, 1U << 16}) out.u32(number);
  out.u32(static_cast<std::uint32_t>(size));
  std::copy_n(made, size, update.begin() + 24);
  jpeg_destroy_compress(&info);
  std::free(made);
  return update;
}

TEST(JpegClient, ManyScansAndWhatFollowsAPictureAreRefused) {
  desktop::Frame screen = desktop::make_frame(8, 8);
  const auto before = screen.pixels;
  const auto scans = apply_jpeg_update(update_of_scans(), screen);
  ASSERT_FALSE(scans);
  EXPECT_EQ(
      scans.error().what,
      "this is no update of JPEGs: a picture is not one baseline JPEG in the size of its rows");
  EXPECT_EQ(screen.pixels, before);
  Coded c = coded({0, 0, 97, 75});
  ASSERT_EQ(c.stream.back(), 0xd9);  // one picture, whose size stands after the heads of both
  c.stream.push_back(0);
  BytesOut(c.stream.data() + 20).u32(static_cast<std::uint32_t>(c.stream.size() - 24));
  const auto refused = apply_jpeg_update(c.stream, c.before);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().what,
      "this is no update of JPEGs: a picture is not one baseline JPEG in the size of its rows");
}

TEST(JpegClient, NothingIsNoUpdate) {
  desktop::Frame screen = desktop::make_frame(5, 5);
  EXPECT_TRUE(apply_jpeg_update({}, screen));
}

}  // namespace
}  // namespace pontage::frame_encode
