// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "kernels/shared/desktop/rectangle.hpp"

namespace pontage::frame_stages {

using desktop::Rectangle;

/// What every stage's shape has: the frame, and where it was damaged.
struct StageShape {
  std::int64_t width = 0, height = 0;  ///< pixels
  std::string damage;                  ///< what the damage is like
  std::int64_t rectangles = 0;         ///< of `scattered`, an update
  std::int64_t age = 0;                ///< updates whose damage is united
};

}  // namespace pontage::frame_stages
