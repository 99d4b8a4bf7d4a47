// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::frame_stages {

/// A rectangle in pixels; `x` and `y` of its upper left corner. Nothing is in it unless both sides
/// are positive.
struct Box {
  std::int32_t x = 0, y = 0, width = 0, height = 0;

  std::int64_t area() const { return std::int64_t{width} * height; }
  friend bool operator==(const Box&, const Box&) = default;
};

}  // namespace pontage::frame_stages
