// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/shared/desktop/rectangle.hpp"

namespace pontage::frame_stages {

using desktop::Rectangle;

/// The damage of the last updates, for buffers that are drawn into in turn: a buffer of age n was
/// last shown n updates ago (EGL_EXT_buffer_age), and what must be drawn in it is what was damaged
/// since. As wlroots' wlr_damage_ring.
class DamageRing {
 public:
  /// Remembers `updates` of them, at least 1.
  DamageRing(std::int32_t width, std::int32_t height, std::size_t updates);

  /// The damage of the next update, rectangles of any kind.
  void add(std::span<const Rectangle> rectangles);

  /// What to draw in a buffer of this age after the last `add`: the whole frame for age 0 (nothing
  /// is in it) and for one older than what is remembered.
  std::vector<Rectangle> region(std::int64_t age) const;

 private:
  std::int32_t width_, height_;
  std::vector<std::vector<Rectangle>> updates_;  // a ring
  std::size_t added_ = 0;
};

}  // namespace pontage::frame_stages
