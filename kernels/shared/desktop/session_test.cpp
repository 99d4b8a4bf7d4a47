// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "kernels/shared/data/sha256.hpp"
#include "kernels/shared/desktop/frame_source.hpp"
#include "kernels/shared/desktop/trace_writer.hpp"

namespace pontage::desktop {
namespace {

/// A trace of two updates in a folder of its own.
class Session : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) /
        ("pontage_session_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
         ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "a.ptrace").string();
    auto source = open_frames({"cursor", 50, 40, 1}).value();
    std::ofstream to(path_, std::ios::binary);
    auto writer = TraceWriter::begin(to, path_, source->frame(), source->state()).value();
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(source->advance().value());
      ASSERT_TRUE(
          writer.add(source->frame(), source->damage(), source->state(), source->time_us()));
    }
    ASSERT_TRUE(writer.end());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(Session, ATraceGoesByItsPath) {
  for (const auto& [width, height] : {std::pair{0, 0}, {50, 40}}) {
    auto source = open_frames({path_, width, height, 1});
    ASSERT_TRUE(source) << source.error().what;
    EXPECT_EQ((*source)->frame().width, 50);
    EXPECT_TRUE((*source)->advance().value() && (*source)->advance().value());
    EXPECT_FALSE((*source)->advance().value());
  }
  const auto other = open_frames({path_, 51, 40, 1});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().what.find("recorded at 50 x 40, not at 51 x 40"), std::string::npos);
}

/// The recording in the repository: each update's damage holds what changed, up to the end.
TEST(Recording, OfATerminalReplays) {
  const auto source = open_frames({PONTAGE_DESKTOP_TRACES "/terminal.ptrace", 1920, 1080, 1});
  ASSERT_TRUE(source) << source.error().what;
  Frame shown = (*source)->frame();
  std::map<std::string, int> updates;
  for (auto more = (*source)->advance(); more.value(); more = (*source)->advance()) {
    ++updates[std::string((*source)->state())];
    for (const Rectangle& part : (*source)->damage())
      for (std::int32_t y = part.y; y < part.bottom(); ++y)
        std::copy_n((*source)->frame().row(y).data() + part.x, part.width,
                    shown.row(y).data() + part.x);
    ASSERT_EQ(shown.pixels, (*source)->frame().pixels);
  }
  const std::map<std::string, int> recorded{
      {"move", 8}, {"resize", 17}, {"scroll", 35}, {"typing", 86}};
  EXPECT_EQ(updates, recorded);
  std::uint64_t digest = 0;
  for (const std::uint32_t pixel : shown.pixels) digest = mix64(digest ^ pixel);
  EXPECT_EQ(digest, 88191047531950188U);
}

TEST_F(Session, ATracesNameIsPinnedByItsContent) {
  EXPECT_EQ(pinned_session("scroll"), "scroll");
  EXPECT_EQ(pinned_session("/there/is/nothing"), "/there/is/nothing");
  const std::string pinned = pinned_session(path_);
  const auto sha256 = data::sha256_of_file(path_);
  if (!sha256) {
    EXPECT_EQ(pinned, path_);
    GTEST_SKIP() << sha256.error().what;
  }
  EXPECT_EQ(pinned, path_ + "@" + sha256->substr(0, 12));
  EXPECT_EQ(pinned_session(pinned), pinned);
  EXPECT_TRUE(open_frames({pinned, 0, 0, 1}));
  std::ofstream(path_, std::ios::app) << "x";
  const auto changed = open_frames({pinned, 0, 0, 1});
  ASSERT_FALSE(changed);
  EXPECT_NE(changed.error().what.find("it has changed"), std::string::npos);
}

TEST_F(Session, WhatIsNoneIsRefusedWithASentence) {
  const auto unknown = open_frames({"nothing", 10, 10, 1});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_NE(unknown.error().what.find("typing, scroll, log"), std::string::npos);
  EXPECT_FALSE(open_frames({"typing", 0, 10, 1}));
  EXPECT_FALSE(open_frames({"typing", 10, 16385, 1}));
  std::ofstream(path_, std::ios::trunc) << "";
  EXPECT_NE(open_frames({path_, 0, 0, 1}).error().what.find("empty"), std::string::npos);
}

}  // namespace
}  // namespace pontage::desktop
