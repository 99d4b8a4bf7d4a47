// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "kernels/shared/desktop/frame_source.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode::test {

inline desktop::Frame blank(std::int32_t width, std::int32_t height, std::uint32_t pixel) {
  desktop::Frame frame{width, height, {}};
  frame.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), pixel);
  return frame;
}

/// Pictures that are awkward each in their way: "noise", "flat", "smooth" (what a photo is like),
/// "boxes" (windows with lines of something like text) and "extremes" (black, white and pure
/// colours in turn, so that coefficients are as large as they come).
inline desktop::Frame drawn(std::string_view kind, std::int32_t width, std::int32_t height,
                            Seed seed) {
  desktop::Frame frame = blank(width, height, 0xff3a6ea5);
  Rng rng(seed);
  const auto any = [&](std::int32_t below) {
    return static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(below)));
  };
  if (kind == "noise")
    for (std::uint32_t& pixel : frame.pixels) pixel = static_cast<std::uint32_t>(rng.next());
  if (kind == "extremes")
    for (std::int32_t y = 0; y < height; ++y)
      for (std::int32_t x = 0; x < width; ++x) {
        static constexpr std::uint32_t kColours[] = {0xff000000, 0xffffffff, 0xff0000ff,
                                                     0xff00ff00, 0xffff0000, 0xffffff00,
                                                     0xff00ffff, 0xffff00ff};
        const auto square = static_cast<std::uint64_t>(x / 16 + 64 * (y / 16)) + seed;
        const auto which = mix64(square);
        const bool is_second =
            ((x * static_cast<std::int32_t>(1 + which % 3) / 2 + y / 2) & 1) != 0;
        frame.row(y)[static_cast<std::size_t>(x)] =
            kColours[(is_second ? which >> 8 : which >> 16) % 8];
      }
  if (kind == "smooth")
    for (std::int32_t y = 0; y < height; ++y)
      for (std::int32_t x = 0; x < width; ++x) {
        const auto grain = static_cast<std::uint32_t>(rng.below(6));
        const auto r = static_cast<std::uint32_t>(x * 249 / width) + grain;
        const auto g = static_cast<std::uint32_t>(y * 249 / height) + grain;
        const auto b = static_cast<std::uint32_t>((x * x / 64 + y * 3) % 250) + grain;
        frame.row(y)[static_cast<std::size_t>(x)] = 0xff000000 | r << 16 | g << 8 | b;
      }
  if (kind == "boxes")
    for (int box = 0; box < 12; ++box) {
      const std::int32_t left = any(width), top = any(height);
      const std::int32_t right = std::min(width, left + 1 + any(width)),
                         bottom = std::min(height, top + 1 + any(height));
      const auto paper = static_cast<std::uint32_t>(rng.next()) | 0xff000000;
      for (std::int32_t y = top; y < bottom; ++y)
        for (std::int32_t x = left; x < right; ++x) {
          const bool is_ink = box % 2 == 1 && y % 16 > 3 && y % 16 < 13 && rng.below(3) == 0;
          frame.row(y)[static_cast<std::size_t>(x)] = is_ink ? 0xff101010 : paper;
        }
    }
  return frame;
}

}  // namespace pontage::frame_encode::test
