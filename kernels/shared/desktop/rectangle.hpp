// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::desktop {

/// A part of a picture, in pixels; `x` and `y` of its upper left corner.
struct Rectangle {
  std::int32_t x = 0, y = 0, width = 0, height = 0;

  std::int32_t right() const { return x + width; }
  std::int32_t bottom() const { return y + height; }
  bool is_empty() const { return width <= 0 || height <= 0; }
  std::int64_t area() const {
    return is_empty() ? 0 : static_cast<std::int64_t>(width) * static_cast<std::int64_t>(height);
  }
  friend bool operator==(const Rectangle&, const Rectangle&) = default;
};

/// What lies in both; empty (of no width) where nothing does. Here, and only here, rectangles may
/// have any numbers: whoever is given some cuts them to a frame first.
Rectangle intersection(const Rectangle&, const Rectangle&);
/// The smallest rectangle that holds both; an empty one counts for nothing.
Rectangle hull(const Rectangle&, const Rectangle&);
bool contains(const Rectangle& outer, const Rectangle& inner);
/// Larger by so much on all four sides.
Rectangle grown(const Rectangle&, std::int32_t by);

}  // namespace pontage::desktop
