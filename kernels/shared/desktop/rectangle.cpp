// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/rectangle.hpp"

#include <algorithm>

namespace pontage::desktop {

namespace {

/// Where two stretches meet: the first place and how many, 0 when nowhere. Any numbers may be
/// given.
struct Stretch {
  std::int32_t from = 0, length = 0;
};
Stretch common(std::int64_t a, std::int64_t a_length, std::int64_t b, std::int64_t b_length) {
  const std::int64_t from = std::max(a, b), to = std::min(a + a_length, b + b_length);
  if (a_length <= 0 || b_length <= 0 || to <= from) return {};
  return {static_cast<std::int32_t>(from), static_cast<std::int32_t>(to - from)};
}

}  // namespace

Rectangle intersection(const Rectangle& a, const Rectangle& b) {
  const Stretch across = common(a.x, a.width, b.x, b.width);
  const Stretch down = common(a.y, a.height, b.y, b.height);
  if (across.length == 0 || down.length == 0) return {};
  return {across.from, down.from, across.length, down.length};
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

}  // namespace pontage::desktop
