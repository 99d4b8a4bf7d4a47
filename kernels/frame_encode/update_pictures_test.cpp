// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/update_pictures.hpp"

#include <gtest/gtest.h>

#include "kernels/frame_encode/test_frames.hpp"
#include "kernels/shared/desktop/picture.hpp"

namespace pontage::frame_encode {
namespace {

TEST(UpdatePictures, SayWhatWentInAndHowNearItCameOut) {
  const desktop::Frame from = desktop::make_frame(1000, 40);
  desktop::Frame to = from;
  for (std::size_t i = 0; i < 100; ++i) to.pixels[i] = 0xff0a0a0a;
  const Updates updates = one_update(from, to, {{0, 0, 120, 1}, {0, 0, 50, 1}}, "made up");
  if (desktop::jpeg_file(to, 90).empty()) GTEST_SKIP() << "built without libjpeg-turbo";
  const auto exact = update_pictures(updates, 1234, to, "decoded");
  ASSERT_EQ(exact.size(), 6U);
  EXPECT_EQ(exact[0].caption, "1000 × 40, 160 kB a frame");
  EXPECT_EQ(exact[1].caption, "2 rectangles, 0.3 % of the frame, 480 B of pixels");
  EXPECT_EQ(exact[2].caption, "1.23 kB of stream; every pixel as it went in");
  const auto lossy =
      update_pictures(updates, 1234, from, "restored");  // 100 pixels are wrong by 10
  EXPECT_EQ(lossy[2].title, "restored");
  EXPECT_EQ(lossy[2].caption, "1.23 kB of stream; PSNR 54.2 dB in red, green and blue");
}

}  // namespace
}  // namespace pontage::frame_encode
