// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/picture_stream.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace pontage::desktop {
namespace {

using namespace std::string_literals;

TEST(PictureStream, ReadsOneAfterTheOther) {
  std::istringstream from("P6\n2 1\n255\n\x01\x02\x03\xff\x00\n"s +
                          "P6 # state typing\n# time_us 125000\n2 1 255 abcdef"s);
  PictureStream pictures(from, "standard input");
  ASSERT_TRUE(pictures.next().value());
  EXPECT_EQ(pictures.state(), "recorded");
  EXPECT_FALSE(pictures.time_us());
  EXPECT_EQ(pictures.frame().pixels, (std::vector<std::uint32_t>{0xff010203U, 0xffff000aU}));
  ASSERT_TRUE(pictures.next().value());
  EXPECT_EQ(pictures.state(), "typing");
  EXPECT_EQ(pictures.time_us(), 125000);
  EXPECT_EQ(pictures.frame().pixels, (std::vector<std::uint32_t>{0xff616263U, 0xff646566U}));
  EXPECT_FALSE(pictures.next().value());
}

TEST(PictureStream, ReadsWhatIsWritten) {
  Frame frame = make_frame(3, 2);
  for (std::uint32_t i = 0; i < 6; ++i) frame.pixels[i] = 0xff000000U | i * 0x0a2b3cU;
  std::stringstream through;
  write_picture(through, frame, "scroll", 33'333);
  PictureStream pictures(through, "x");
  ASSERT_TRUE(pictures.next().value());
  EXPECT_EQ(pictures.frame().pixels, frame.pixels);
  EXPECT_EQ(pictures.state(), "scroll");
  EXPECT_EQ(pictures.time_us(), 33'333);
}

TEST(PictureStream, RefusesWithASentence) {
  const std::string good = "P6 1 1 255\nabc";
  for (const std::string& bad :
       {"P5 1 1 255\na"s, "P6 0 1 255\n"s, "P6 1 1 65535\nabcdef"s, "P6 1 1"s, "P6 1 1 255\nab"s,
        "P6 99999999999999999999 1 255\nabc"s, good + "P6 2 1 255\nabcdef", good + "\n"}) {
    std::istringstream from(bad);
    PictureStream pictures(from, "standard input");
    auto more = pictures.next();
    while (more && *more) more = pictures.next();
    ASSERT_FALSE(more) << bad;
    EXPECT_EQ(more.error().kind, ErrorKind::unreadable);
    EXPECT_TRUE(more.error().what.starts_with("standard input: picture ")) << more.error().what;
  }
}

}  // namespace
}  // namespace pontage::desktop
