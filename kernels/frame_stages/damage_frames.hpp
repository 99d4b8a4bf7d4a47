// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/frame_stages/damage_shape.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_stages {

/// A frame and the one before it.
struct FramePair {
  std::vector<std::uint32_t> now, before;  ///< [height, width]
  std::vector<std::uint32_t> candidates;   ///< tiles that the damage touches, ascending
};

/// Made from the seed: a picture; in `changed` of 1,000 candidates, drawn at random, `bit` turns
/// one bit, `pixels` draws a glyph's worth of pixels anew and `noise` every pixel.
FramePair make_frame_pair(const DamageShape&, Seed);

/// The frames before and after an update of a session of a desktop, and the tiles that its damage
/// touches. An error says why there is no such session or update.
Result<FramePair> session_frame_pair(const DamageShape&, Seed);

/// Colours that go on smoothly with a little grain, opaque.
std::vector<std::uint32_t> make_picture(std::int64_t width, std::int64_t height, Seed seed);

}  // namespace pontage::frame_stages
