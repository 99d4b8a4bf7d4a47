// SPDX-License-Identifier: Apache-2.0
#include "results/write.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace pontage {
namespace {

namespace fs = std::filesystem;

/// A fresh folder, gone with the test.
class Write : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        fs::temp_directory_path() / ("pontage-write-" + std::to_string(::getpid()) + test->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  fs::path folder_;
};

TEST_F(Write, WritesAndReplaces) {
  const std::string path = folder_ / "a.json";
  ASSERT_TRUE(write_text(path, "first, and longer"));
  ASSERT_TRUE(write_text(path, "second"));
  EXPECT_EQ(read(path), "second");
  EXPECT_EQ(files(), 1U) << "a temporary file was left";
}

TEST_F(Write, FollowsALink) {
  ASSERT_TRUE(write_text(folder_ / "real", "old"));
  fs::create_symlink(folder_ / "real", folder_ / "link");
  ASSERT_TRUE(write_text(folder_ / "link", "new"));
  EXPECT_EQ(read(folder_ / "real"), "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
}

TEST_F(Write, MissingFolderIsNamed) {
  const std::string path = folder_ / "nowhere" / "a.json";
  const auto good = write_text(path, "x");
  ASSERT_FALSE(good);
  EXPECT_EQ(good.error().kind, ErrorKind::cannot_write);
  EXPECT_NE(good.error().what.find(path), std::string::npos);
  EXPECT_NE(good.error().what.find("make its folder"), std::string::npos);
}

TEST_F(Write, AFolderIsNoFile) {
  const auto good = write_text(folder_, "x");
  ASSERT_FALSE(good);
  EXPECT_EQ(good.error().kind, ErrorKind::cannot_write);
}

TEST_F(Write, FullDiskIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  const auto good = write_text("/dev/full", "x");
  ASSERT_FALSE(good);
  EXPECT_EQ(good.error().kind, ErrorKind::cannot_write);
  EXPECT_NE(good.error().what.find("free some space"), std::string::npos);
}

}  // namespace
}  // namespace pontage
