// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "kernels/frame_stages/composite_shape.hpp"
#include "libbench/device_code.hpp"

namespace pontage::frame_stages {

inline constexpr std::uint32_t kBlack = 0xff000000;

/// Premultiplied `s` over `d`: composite_shape.hpp.
PONTAGE_ITEM constexpr std::uint32_t over(std::uint32_t s, std::uint32_t d) {
  const std::uint32_t through = 255 - (s >> 24);
  std::uint32_t result = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    const std::uint32_t t = (d >> shift & 255) * through + 128;
    const std::uint32_t sum = (s >> shift & 255) + ((t + (t >> 8)) >> 8);
    result |= (sum < 255 ? sum : 255) << shift;
  }
  return result;
}

/// One pixel of the frame: every layer that is there, bottom first.
PONTAGE_ITEM inline std::uint32_t composite_pixel(const std::uint32_t* surfaces,
                                                  const Layer* layers, std::int64_t count,
                                                  std::int32_t x, std::int32_t y) {
  std::uint32_t pixel = kBlack;
  for (const Layer* layer = layers; layer != layers + count; ++layer) {
    const std::int64_t column = std::int64_t{x} - layer->box.x,
                       row = std::int64_t{y} - layer->box.y;
    if (column < 0 || row < 0 || column >= layer->box.width || row >= layer->box.height) continue;
    const std::uint32_t s =
        surfaces[layer->at + static_cast<std::uint64_t>(row * layer->box.width + column)];
    pixel = layer->is_opaque != 0 ? s | kBlack : over(s, pixel);
  }
  return pixel;
}

/// The pixels of row `y` from `x` on.
inline void composite_row(const std::uint32_t* surfaces, std::span<const Layer> layers,
                          std::int32_t x, std::int32_t y, std::span<std::uint32_t> to) {
  for (std::uint32_t& pixel : to)
    pixel =
        composite_pixel(surfaces, layers.data(), static_cast<std::int64_t>(layers.size()), x++, y);
}

}  // namespace pontage::frame_stages
