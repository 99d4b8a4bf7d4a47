// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/shared/desktop/rectangle.hpp"

namespace pontage::desktop {

/// The largest picture, either way.
inline constexpr std::int32_t kLongestSide = 16384;

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
