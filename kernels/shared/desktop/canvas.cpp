// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/canvas.hpp"

#include <algorithm>

namespace pontage::desktop {
namespace {

/// How much of the pixel (x, y) lies within a circle about (radius, radius), of 255; 16 samples.
std::uint32_t circle_share(std::int32_t x, std::int32_t y, std::int32_t radius) {
  std::uint32_t hits = 0;
  for (std::int32_t i = 0; i < 4; ++i)
    for (std::int32_t j = 0; j < 4; ++j) {
      const std::int32_t dx = 8 * (x - radius) + 2 * i + 1, dy = 8 * (y - radius) + 2 * j + 1;
      hits += dx * dx + dy * dy <= 64 * radius * radius ? 1 : 0;
    }
  return hits * 255 / 16;
}

Colour between(Colour a, Colour b, std::int64_t at, std::int64_t of) {
  return of <= 0
             ? a
             : blend(a, b,
                     static_cast<std::uint32_t>(std::clamp<std::int64_t>(at * 255 / of, 0, 255)));
}

}  // namespace

Canvas::Canvas(Frame& frame, const Rectangle& clip)
    : frame_(frame), clip_(intersection(clip, frame.bounds())) {}

void Canvas::fill(const Rectangle& where, Colour colour) {
  const Rectangle part = visible(where);
  for (std::int32_t y = part.y; y < part.bottom(); ++y)
    std::fill_n(row(y) + part.x, part.width, colour);
}

void Canvas::tint(const Rectangle& where, Colour colour, std::uint32_t alpha) {
  const Rectangle part = visible(where);
  for (std::int32_t y = part.y; y < part.bottom(); ++y)
    for (std::int32_t x = part.x; x < part.right(); ++x)
      row(y)[x] = blend(row(y)[x], colour, alpha);
}

void Canvas::shade(const Rectangle& where, Colour top, Colour bottom) {
  const Rectangle part = visible(where);
  for (std::int32_t y = part.y; y < part.bottom(); ++y)
    std::fill_n(row(y) + part.x, part.width, between(top, bottom, y - where.y, where.height - 1));
}

void Canvas::rounded(const Rectangle& where, std::int32_t radius, Colour top, Colour bottom,
                     bool all) {
  const Rectangle part = visible(where);
  for (std::int32_t y = part.y; y < part.bottom(); ++y) {
    const Colour colour = between(top, bottom, y - where.y, where.height - 1);
    const std::int32_t above = y - where.y, below = where.bottom() - 1 - y;
    const std::int32_t from_edge = all ? std::min(above, below) : above;
    for (std::int32_t x = part.x; x < part.right(); ++x) {
      const std::int32_t from_side = std::min(x - where.x, where.right() - 1 - x);
      const bool is_corner = from_edge < radius && from_side < radius;
      row(y)[x] =
          is_corner ? blend(row(y)[x], colour, circle_share(from_side, from_edge, radius)) : colour;
    }
  }
}

void Canvas::outline(const Rectangle& of, std::int32_t width, Colour colour) {
  fill({of.x, of.y, of.width, width}, colour);
  fill({of.x, of.bottom() - width, of.width, width}, colour);
  fill({of.x, of.y, width, of.height}, colour);
  fill({of.right() - width, of.y, width, of.height}, colour);
}

void Canvas::disc(std::int32_t centre_x, std::int32_t centre_y, std::int32_t radius,
                  Colour colour) {
  const Rectangle box{centre_x - radius, centre_y - radius, 2 * radius, 2 * radius};
  const Rectangle part = visible(box);
  for (std::int32_t y = part.y; y < part.bottom(); ++y)
    for (std::int32_t x = part.x; x < part.right(); ++x)
      row(y)[x] = blend(row(y)[x], colour, circle_share(x - box.x, y - box.y, radius));
}

void Canvas::shadow(const Rectangle& of, std::int32_t reach, std::uint32_t alpha) {
  const Rectangle part = visible(grown(of, reach));
  const std::int64_t full = static_cast<std::int64_t>(reach) * reach;
  for (std::int32_t y = part.y; y < part.bottom(); ++y) {
    const std::int64_t dy = std::max({of.y - y, y - (of.bottom() - 1), 0});
    for (std::int32_t x = part.x; x < part.right(); ++x) {
      const std::int64_t dx = std::max({of.x - x, x - (of.right() - 1), 0});
      if (dx == 0 && dy == 0) {
        x = of.right() - 1;  // what is under the window itself is covered anyway
        continue;
      }
      const std::int64_t left = full - dx * dx - dy * dy;
      if (left <= 0) continue;
      const auto share = static_cast<std::uint32_t>(alpha * left / full * left / full);
      row(y)[x] = blend(row(y)[x], 0xff000000U, share);
    }
  }
}

void Canvas::glyph(const Font& font, char letter, std::int32_t x, std::int32_t y, Colour colour) {
  const Rectangle box{x, y, font.cell_width(), font.cell_height()};
  const Rectangle part = visible(box);
  const std::uint8_t* shares = font.shares(letter);
  for (std::int32_t v = part.y; v < part.bottom(); ++v) {
    const std::uint8_t* line = shares + (v - y) * box.width;
    std::uint32_t* to = row(v);
    for (std::int32_t u = part.x; u < part.right(); ++u)
      if (const std::uint32_t share = line[u - x]; share != 0)
        to[u] = share == 255 ? colour : blend(to[u], colour, share);
  }
}

void Canvas::text(const Font& font, std::int32_t x, std::int32_t y, std::string_view letters,
                  Colour colour) {
  for (const char letter : letters) {
    glyph(font, letter, x - font.indent(letter), y, colour);
    x += font.advance(letter);
  }
}

}  // namespace pontage::desktop
