// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "kernels/frame_stages/box.hpp"

namespace pontage::frame_stages {

/// What every stage's shape has: the frame, and where it was damaged.
struct StageShape {
  std::int64_t width = 0, height = 0;  ///< pixels
  std::string damage;                  ///< what the damage is like
  std::int64_t rectangles = 0;         ///< of `scattered`, an update
  std::int64_t age = 0;                ///< updates whose damage is united
};

/// The largest frame, either way.
inline constexpr std::int64_t kMostSide = 16384;

}  // namespace pontage::frame_stages
