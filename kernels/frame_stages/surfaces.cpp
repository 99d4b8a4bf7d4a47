// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/surfaces.hpp"

#include <algorithm>

namespace pontage::frame_stages {
namespace {

/// Colours that go on smoothly, with a little grain: nothing in them repeats.
std::uint32_t colour_at(std::int64_t x, std::int64_t y, std::uint64_t tint) {
  const std::uint64_t grain = mix64(tint ^ static_cast<std::uint64_t>(x << 20 ^ y)) & 0x030303;
  return static_cast<std::uint32_t>(((static_cast<std::uint64_t>(x * 3 + y) & 0xfc) << 16 |
                                     (static_cast<std::uint64_t>(x + 2 * y) & 0xfc) << 8 |
                                     (tint & 0xfc)) +
                                    grain);
}

/// A window's alpha: none in the outermost corner, a ramp along the edges, a body.
std::uint32_t window_alpha(const Rectangle& box, std::int64_t x, std::int64_t y) {
  constexpr std::int64_t kShadow = 12;
  const std::int64_t edge =
      std::min(std::min(x, box.width - 1 - x), std::min(y, box.height - 1 - y));
  if (edge >= kShadow) return 255;
  if (std::min(x, box.width - 1 - x) < 4 && std::min(y, box.height - 1 - y) < 4) return 0;
  return static_cast<std::uint32_t>(edge * 9);
}

template <class PixelAt>
void add_surface(Surfaces& scene, const Rectangle& box, bool is_opaque, PixelAt pixel_at) {
  scene.layers.push_back({box, scene.pixels.size(), is_opaque ? 1U : 0U});
  for (std::int64_t y = 0; y < box.height; ++y)
    for (std::int64_t x = 0; x < box.width; ++x) scene.pixels.push_back(pixel_at(x, y));
}

std::int32_t part(Rng& rng, std::int64_t whole, std::int64_t least, std::int64_t most) {
  const std::int64_t low = whole * least / 8, high = whole * most / 8;
  return static_cast<std::int32_t>(
      low + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(high - low + 1))));
}

Rectangle window_box(const CompositeShape& shape, Rng& rng) {
  return {part(rng, shape.width, -1, 6), part(rng, shape.height, -1, 6),
          std::max(1, part(rng, shape.width, 2, 4)), std::max(1, part(rng, shape.height, 2, 4))};
}

void add_noise(Surfaces& scene, const CompositeShape& shape, Rng& rng) {
  const bool is_opaque = rng.below(4) == 0;
  const Rectangle box = window_box(shape, rng);
  add_surface(scene, box, is_opaque, [&](std::int64_t, std::int64_t) {
    const std::uint64_t bits = rng.next();
    const auto any = static_cast<std::uint32_t>(bits);
    if (is_opaque) return any;
    // Runs of clear and of opaque pixels, too, for they have shortcuts.
    const auto kind = static_cast<std::uint32_t>(bits >> 32 & 7);
    return premultiplied(any & 0xffffff, kind < 2 ? 0 : kind < 4 ? 255 : any >> 24);
  });
}

/// `opaque` and `half` have their own number.
std::int64_t surfaces_of(const CompositeShape& shape) {
  if (shape.scene == "opaque") return 1;
  if (shape.scene == "half") return 2;
  return shape.surfaces;
}

}  // namespace

std::uint32_t premultiplied(std::uint32_t colour, std::uint32_t alpha) {
  std::uint32_t pixel = alpha << 24;
  for (const int shift : {0, 8, 16})
    pixel |= ((colour >> shift & 255) * alpha + 127) / 255 << shift;
  return pixel;
}

std::int64_t most_pixels(const CompositeShape& shape) {
  const std::int64_t frame = shape.width * shape.height, more = surfaces_of(shape) - 1;
  const std::int64_t window =
      std::max<std::int64_t>(1, shape.width / 2) * std::max<std::int64_t>(1, shape.height / 2);
  if (shape.scene == "noise") return window * (more + 1);
  return frame + more * (shape.scene == "desktop" ? window : frame);
}

Surfaces make_surfaces(const CompositeShape& shape, Seed seed) {
  Rng rng(mix64(seed ^ 0x7363656e65ULL));
  const Rectangle frame{0, 0, static_cast<std::int32_t>(shape.width),
                        static_cast<std::int32_t>(shape.height)};
  Surfaces scene;
  scene.pixels.reserve(static_cast<std::size_t>(most_pixels(shape)));
  if (shape.scene != "noise") {
    const std::uint64_t tint = rng.next();
    add_surface(scene, frame, true,
                [&](std::int64_t x, std::int64_t y) { return colour_at(x, y, tint); });
  }
  while (static_cast<std::int64_t>(scene.layers.size()) < surfaces_of(shape)) {
    if (shape.scene == "noise") {
      add_noise(scene, shape, rng);
      continue;
    }
    const std::uint64_t tint = rng.next();
    const Rectangle box = shape.scene == "desktop" ? window_box(shape, rng) : frame;
    add_surface(scene, box, false, [&](std::int64_t x, std::int64_t y) {
      const std::uint32_t alpha = shape.scene == "desktop" ? window_alpha(box, x, y)
                                  : shape.scene == "half"
                                      ? 128
                                      : static_cast<std::uint32_t>(x + y + 64) & 255;
      return premultiplied(colour_at(x, y, tint), alpha);
    });
  }
  return scene;
}

}  // namespace pontage::frame_stages
