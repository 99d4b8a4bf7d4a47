// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/frame_stages/composite_shape.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_stages {

/// Surfaces, bottom first, and all their pixels.
struct Surfaces {
  std::vector<Layer> layers;
  std::vector<std::uint32_t> pixels;
};

/// Made from the seed. `opaque`: one of the frame's size. `half`: the same and one above it that is
/// half transparent everywhere. `stack`: the same and others of the frame's size with every degree
/// of transparency. `desktop`: a wallpaper and windows with opaque bodies, clear corners and
/// shadows that fade, which leave the frame here and there. `noise`: surfaces of any place and
/// size, every pixel its own; nothing need be below them.
Surfaces make_surfaces(const CompositeShape&, Seed);
/// The pixels that it comes to, at the most, for whoever asks whether there is room.
std::int64_t most_pixels(const CompositeShape&);

/// A premultiplied pixel of this alpha from a colour 0xRRGGBB.
std::uint32_t premultiplied(std::uint32_t colour, std::uint32_t alpha);

}  // namespace pontage::frame_stages
