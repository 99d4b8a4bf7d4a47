// SPDX-License-Identifier: Apache-2.0
/// Do scripts change as much of a screen as a real desktop's user does? What was recorded at 1080p
/// with sway and foot stands in docs/kernels/frames_input.md.
#include <gtest/gtest.h>

#include "kernels/shared/desktop/figures.hpp"
#include "kernels/shared/desktop/generator.hpp"

namespace pontage::desktop {
namespace {

StateFigures measured(std::string_view script, const std::string& state) {
  const auto source = make_generator(script, 1920, 1080, 1);
  Figures figures(source->frame());
  for (int update = 0; update < 128; ++update) {
    EXPECT_TRUE(source->advance().value());
    figures.add(*source);
  }
  return figures.by_state().at(state);
}

/// Tiles within a fifth, bytes within three tenths.
void expect_like(const StateFigures& ours, double tiles, std::int64_t most, double bytes) {
  const auto updates = static_cast<double>(ours.updates);
  EXPECT_NEAR(static_cast<double>(ours.tiles) / updates, tiles, tiles * 0.2);
  EXPECT_LE(ours.most_tiles, most);
  EXPECT_NEAR(static_cast<double>(ours.packed_bytes) / updates, bytes, bytes * 0.3);
}

TEST(Calibration, TypingIsLikeTheRecordings) {
  expect_like(measured("typing", "typing"), 1.1, 7, 560);
}
TEST(Calibration, ScrollIsLikeTheRecordings) {
  expect_like(measured("scroll", "scroll"), 162, 510, 155e3);
}
TEST(Calibration, ResizeIsLikeTheRecordings) {
  expect_like(measured("window", "resize"), 137, 510, 69e3);
}

}  // namespace
}  // namespace pontage::desktop
