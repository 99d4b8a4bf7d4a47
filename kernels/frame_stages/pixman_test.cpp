// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <pixman.h>

#include <memory>
#include <vector>

#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/surfaces.hpp"

namespace pontage::frame_stages {
namespace {

using Image = std::unique_ptr<pixman_image_t, int (*)(pixman_image_t*)>;

Image image_of(pixman_format_code_t format, std::int64_t width, std::int64_t height,
               std::uint32_t* pixels) {
  return {pixman_image_create_bits(format, static_cast<int>(width), static_cast<int>(height),
                                   pixels, static_cast<int>(width) * 4),
          pixman_image_unref};
}

/// Every colour byte over every other at every alpha: pixman's rounding is ours.
TEST(Pixman, rounds_as_we_do) {
  std::vector<std::uint32_t> above(65536), below(65536);
  for (std::uint32_t a = 0; a < 256; ++a) {
    for (std::uint32_t i = 0; i < 65536; ++i) {
      above[i] = premultiplied((i & 255) | (i >> 8) << 8 | 0x770000, a);
      below[i] = kBlack | (i >> 8) | (i & 255) << 8 | (255 - a) << 16;
    }
    std::vector<std::uint32_t> expected(65536);
    for (std::size_t i = 0; i < above.size(); ++i) expected[i] = over(above[i], below[i]);
    const Image source = image_of(PIXMAN_a8r8g8b8, 256, 256, above.data());
    const Image target = image_of(PIXMAN_a8r8g8b8, 256, 256, below.data());
    pixman_image_composite32(PIXMAN_OP_OVER, source.get(), nullptr, target.get(), 0, 0, 0, 0, 0, 0,
                             256, 256);
    ASSERT_EQ(below, expected) << "alpha " << a;
  }
}

/// Whole scenes: pixman draws every layer over all that is below it.
TEST(Pixman, composes_scenes_as_we_do) {
  for (const char* scene : {"opaque", "half", "stack", "desktop", "noise"})
    for (Seed seed = 1; seed <= 10; ++seed) {
      CompositeShape shape;
      shape.width = 123, shape.height = 77, shape.scene = scene, shape.surfaces = 7;
      Surfaces all = make_surfaces(shape, seed);
      std::vector<std::uint32_t> frame(123 * 77, kBlack);
      const Image target = image_of(PIXMAN_x8r8g8b8, 123, 77, frame.data());
      for (const Layer& layer : all.layers) {
        const bool is_opaque = layer.is_opaque != 0;
        const Image source =
            image_of(is_opaque ? PIXMAN_x8r8g8b8 : PIXMAN_a8r8g8b8, layer.box.width,
                     layer.box.height, all.pixels.data() + layer.at);
        pixman_image_composite32(is_opaque ? PIXMAN_OP_SRC : PIXMAN_OP_OVER, source.get(), nullptr,
                                 target.get(), 0, 0, 0, 0, layer.box.x, layer.box.y,
                                 layer.box.width, layer.box.height);
      }
      for (std::int32_t y = 0; y < 77; ++y) {
        std::vector<std::uint32_t> expected(123);
        composite_row(all.pixels.data(), all.layers, 0, y, expected);
        for (std::size_t x = 0; x < 123; ++x)
          // What pixman leaves in the fourth byte of an x8r8g8b8 says nothing.
          ASSERT_EQ(kBlack | frame[static_cast<std::size_t>(y) * 123 + x], expected[x])
              << scene << " " << seed << " at " << x << ", " << y;
      }
    }
}

}  // namespace
}  // namespace pontage::frame_stages
