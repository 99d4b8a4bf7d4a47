// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/pinned_name.hpp"

#include <gtest/gtest.h>

#include "kernels/shared/data/debian_lists.hpp"

namespace pontage::data {
namespace {

TEST(PinnedName, IsItsNameAndItsPin) {
  EXPECT_EQ(split_pin("debian:/x@0123").name, "debian:/x");
  EXPECT_EQ(split_pin("debian:/x@0123").pin, "0123");
  EXPECT_EQ(split_pin("debian").pin, "");
  EXPECT_EQ(with_pin("debian", "0123456789abcdef"), "debian@0123456789ab");
}

TEST(PinnedName, OnlyItsOwnContentIsTaken) {
  EXPECT_TRUE(check_pin("/x", "0123456789abcdef", "0123456789ab"));
  EXPECT_TRUE(check_pin("/x", "0123456789abcdef", ""));
  const auto other = check_pin("/x", "0123456789abcdef", "1123456789ab");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::refused);
  EXPECT_NE(other.error().what.find("/x: its SHA-256 begins with 0123456789ab"), std::string::npos);
}

TEST(PinnedName, DebianIsAPlace) {
  EXPECT_EQ(debian_place("debian"), kUsualAptLists);
  EXPECT_EQ(debian_place("debian:/x"), "/x");
  for (const char* other : {"debian:", "debianx", "wordnet", ""})
    EXPECT_EQ(debian_place(other), "") << other;
  EXPECT_EQ(pinned_debian("wordnet"), "wordnet");
  EXPECT_EQ(pinned_debian("debian:/there/is/nothing"), "debian:/there/is/nothing");
}

}  // namespace
}  // namespace pontage::data
