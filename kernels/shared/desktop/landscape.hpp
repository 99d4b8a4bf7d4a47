// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/shared/desktop/canvas.hpp"
#include "libbench/rng.hpp"

namespace pontage::desktop {

/// A picture of hills under an evening sky for any size: what hangs behind the windows, and (with
/// `make_photo`) what the photo viewer shows.
class Landscape {
 public:
  Landscape(std::int32_t width, std::int32_t height, Seed seed);
  void draw(Canvas&) const;

 private:
  static constexpr std::size_t kRidges = 5;
  struct Ridge {
    std::vector<std::int32_t> tops;      ///< [width] in 16ths of a pixel
    std::array<Colour, 256> by_depth{};  ///< from its top downwards, 256ths of `fade` pixels
  };
  void draw_sky(Canvas&, std::int32_t y, const Rectangle& part) const;

  std::int32_t width_, height_, fade_;
  std::array<Ridge, kRidges> ridges_;  // the farthest first
};

/// A picture as a camera would make it: a landscape with rough ground and grain.
Frame make_photo(std::int32_t width, std::int32_t height, Seed seed);

}  // namespace pontage::desktop
