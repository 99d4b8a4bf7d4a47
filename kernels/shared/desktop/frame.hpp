// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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

/// What lies in both; empty (of no width) where nothing does.
Rectangle intersection(const Rectangle&, const Rectangle&);
/// The smallest rectangle that holds both; an empty one counts for nothing.
Rectangle hull(const Rectangle&, const Rectangle&);
bool contains(const Rectangle& outer, const Rectangle& inner);
/// Larger by so much on all four sides.
Rectangle grown(const Rectangle&, std::int32_t by);

/// A picture: rows from the top, nothing between them; a pixel is 0xffRRGGBB, in memory the bytes
/// B, G, R, 255 (BGRX8888).
struct Frame {
  std::int32_t width = 0, height = 0;
  std::vector<std::uint32_t> pixels;  ///< [height, width]

  Rectangle bounds() const { return {0, 0, width, height}; }
  std::span<std::uint32_t> row(std::int32_t y) {
    return std::span(pixels).subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(width),
                                     static_cast<std::size_t>(width));
  }
  std::span<const std::uint32_t> row(std::int32_t y) const {
    return std::span(pixels).subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(width),
                                     static_cast<std::size_t>(width));
  }
};

/// Opaque black.
Frame make_frame(std::int32_t width, std::int32_t height);

}  // namespace pontage::desktop
