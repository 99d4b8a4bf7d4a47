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
    std::vector<std::int32_t> tops;        ///< [width] in 16ths of a pixel
    std::int32_t highest = 0, lowest = 0;  ///< of the tops
    std::array<Colour, 256> by_depth{};    ///< from its top downwards, 256ths of `fade` pixels
  };
  struct Sun {
    std::int64_t x = 0, y = 0, reach = 1;  ///< its middle, and how far it shines
    int shift = 0;                         ///< squared distance to an index of `glow`
    std::vector<std::uint8_t> glow;
  };
  void draw_ridge(std::uint32_t* row, std::int32_t y, const Rectangle& part, const Ridge&) const;
  void draw_sky(Canvas&, std::int32_t y, const Rectangle& part) const;

  std::int32_t width_, height_, fade_;
  Sun sun_;
  std::array<Ridge, kRidges> ridges_;  // the farthest first
};

/// A picture as a camera would make it: a landscape with rough ground and grain.
Frame make_photo(std::int32_t width, std::int32_t height, Seed seed);

}  // namespace pontage::desktop
