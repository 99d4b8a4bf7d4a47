// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/shared/desktop/font.hpp"
#include "kernels/shared/desktop/frame.hpp"

namespace pontage::desktop {

/// 0xffRRGGBB.
using Colour = std::uint32_t;

/// `over` laid on `under`, `alpha` of 255, each channel rounded to nearest.
constexpr Colour blend(Colour under, Colour over, std::uint32_t alpha) {
  // Two channels in one word, 16 bits for each: s·a + d·(255 − a) + 128 stays below 2^16.
  const auto pair = [&](std::uint32_t d, std::uint32_t s) {
    const std::uint32_t t = s * alpha + d * (255 - alpha) + 0x00800080U;
    return ((t + ((t >> 8) & 0x00ff00ffU)) >> 8) & 0x00ff00ffU;
  };
  return 0xff000000U | pair(under & 0x00ff00ffU, over & 0x00ff00ffU) |
         (pair((under >> 8) & 0xffU, (over >> 8) & 0xffU) << 8);
}

/// Draws on the part of a frame that lies within `clip`, in integers only: the same pixels from
/// every compiler. What lies outside is left as it is, so any rectangle may be asked for.
class Canvas {
 public:
  Canvas(Frame& frame, const Rectangle& clip);
  /// The same frame, less of it.
  Canvas(const Canvas& of, const Rectangle& clip) : Canvas(of.frame_, of.visible(clip)) {}

  const Rectangle& clip() const { return clip_; }
  /// What is left of a rectangle within the clip.
  Rectangle visible(const Rectangle& of) const { return intersection(of, clip_); }
  bool shows(const Rectangle& some) const { return !visible(some).is_empty(); }
  std::uint32_t* row(std::int32_t y) { return frame_.row(y).data(); }

  void fill(const Rectangle&, Colour);
  void tint(const Rectangle&, Colour, std::uint32_t alpha);
  /// From one colour in the first row to another in the last.
  void shade(const Rectangle&, Colour top, Colour bottom);
  /// Filled like `shade`, its upper corners (and lower ones, with `all`) round.
  void rounded(const Rectangle&, std::int32_t radius, Colour top, Colour bottom, bool all);
  /// A border of that width inside the rectangle.
  void outline(const Rectangle&, std::int32_t width, Colour);
  void disc(std::int32_t centre_x, std::int32_t centre_y, std::int32_t radius, Colour);
  /// Darkens what surrounds a rectangle, less and less up to `reach` pixels away.
  void shadow(const Rectangle&, std::int32_t reach, std::uint32_t alpha);
  /// One cell of a font whose upper left corner is at x, y.
  void glyph(const Font&, char, std::int32_t x, std::int32_t y, Colour);
  /// A line of proportional text; y is its top.
  void text(const Font&, std::int32_t x, std::int32_t y, std::string_view, Colour);

 private:
  Frame& frame_;
  Rectangle clip_;
};

}  // namespace pontage::desktop
