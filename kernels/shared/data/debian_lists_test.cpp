// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/debian_lists.hpp"

#include <gtest/gtest.h>
#include <lz4frame.h>

#include <filesystem>
#include <fstream>

#include "kernels/shared/data/sha256.hpp"

namespace pontage::data {
namespace {

class DebianListsTest : public testing::Test {
 protected:
  DebianListsTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("debian_") + test->name());
    std::filesystem::create_directories(folder_);
  }
  ~DebianListsTest() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string folder() const { return folder_.string(); }

 private:
  std::filesystem::path folder_;
};

std::string compressed(const std::string& text) {
  std::string frame(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
  frame.resize(LZ4F_compressFrame(frame.data(), frame.size(), text.data(), text.size(), nullptr));
  return frame;
}

TEST_F(DebianListsTest, reads_plain_and_compressed_ones_in_the_order_of_their_names) {
  const std::string large(300'000, 'x');
  write("b_Packages", "Package: b\n");
  write("a_Packages.lz4", compressed("Package: a\nDescription: " + large + "\n"));
  write("c_Sources", "not this one");
  const auto lists = load_debian_lists(folder());
  ASSERT_TRUE(lists) << lists.error().what;
  ASSERT_EQ(lists->texts.size(), 2U);
  EXPECT_EQ(lists->texts[0], "Package: a\nDescription: " + large + "\n");
  EXPECT_EQ(lists->texts[1], "Package: b\n");
  EXPECT_EQ(lists->sha256, *debian_lists_sha256(folder()));
}

TEST_F(DebianListsTest, the_hash_is_that_of_sha256sum) {
  write("x_Packages", "abc");  // FIPS 180-4's first example
  EXPECT_EQ(*debian_lists_sha256(folder() + "/x_Packages"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(*sha256_of_file(folder() + "/x_Packages"), *debian_lists_sha256(folder()));
  EXPECT_FALSE(sha256_of_file(folder() + "/none"));
}

TEST_F(DebianListsTest, every_cut_of_a_compressed_file_is_an_error) {
  const std::string frame = compressed("Package: a\nDepends: b\n\nPackage: b\n");
  for (std::size_t size = 0; size < frame.size(); ++size) {
    write("x_Packages.lz4", frame.substr(0, size));
    const auto lists = load_debian_lists(folder());
    ASSERT_FALSE(lists) << size;
    EXPECT_EQ(lists.error().kind, ErrorKind::unreadable);
    EXPECT_NE(lists.error().what.find("x_Packages.lz4"), std::string::npos);
  }
}

TEST_F(DebianListsTest, none_is_unavailable_with_what_to_do) {
  const auto lists = load_debian_lists(folder());
  ASSERT_FALSE(lists);
  EXPECT_EQ(lists.error().kind, ErrorKind::unavailable);
  EXPECT_NE(lists.error().what.find("apt-get update"), std::string::npos);
  EXPECT_FALSE(debian_lists_sha256(folder()));
}

}  // namespace
}  // namespace pontage::data
