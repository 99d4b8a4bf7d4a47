// SPDX-License-Identifier: Apache-2.0
#include "libbench/base64.hpp"

#include <gtest/gtest.h>

namespace pontage {
namespace {

std::string encoded(std::string_view text) {
  return to_base64(std::as_bytes(std::span(text.data(), text.size())));
}

TEST(Base64, TheVectorsOfRfc4648) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(encoded("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encoded("\xfb\xff\xfe"), "+//+");
}

TEST(Base64, NothingElseMayBePasted) {
  EXPECT_TRUE(is_base64("Zm9v+/=="));
  EXPECT_FALSE(is_base64("Zm9v\""));
  EXPECT_FALSE(is_base64("<script>"));
}

}  // namespace
}  // namespace pontage
