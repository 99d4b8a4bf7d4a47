// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/frame.hpp"

#include <algorithm>

namespace pontage::desktop {

Rectangle intersection(const Rectangle& a, const Rectangle& b) {
  const std::int32_t x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  const Rectangle both{x, y, std::min(a.right(), b.right()) - x,
                       std::min(a.bottom(), b.bottom()) - y};
  return both.is_empty() ? Rectangle{} : both;
}

Rectangle hull(const Rectangle& a, const Rectangle& b) {
  if (a.is_empty()) return b;
  if (b.is_empty()) return a;
  const std::int32_t x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

bool contains(const Rectangle& outer, const Rectangle& inner) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.right() <= outer.right() &&
         inner.bottom() <= outer.bottom();
}

Rectangle grown(const Rectangle& of, std::int32_t by) {
  return {of.x - by, of.y - by, of.width + 2 * by, of.height + 2 * by};
}

Frame make_frame(std::int32_t width, std::int32_t height) {
  return {width, height,
          std::vector<std::uint32_t>(
              static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0xff000000U)};
}

}  // namespace pontage::desktop
