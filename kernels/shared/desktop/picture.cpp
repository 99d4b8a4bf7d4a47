// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/picture.hpp"

#include <algorithm>
#include <cstdlib>

#include "libbench/check.hpp"

namespace pontage::desktop {
namespace {

constexpr std::uint32_t kOpaque = 0xff000000, kOutline = 0xffe06c00;

std::int32_t channel(std::uint32_t pixel, int shift) {
  return static_cast<std::int32_t>(pixel >> shift & 255);
}
std::uint32_t pixel_of(std::int32_t red, std::int32_t green, std::int32_t blue) {
  return kOpaque | static_cast<std::uint32_t>(red) << 16 | static_cast<std::uint32_t>(green) << 8 |
         static_cast<std::uint32_t>(blue);
}

std::uint32_t mean(const Frame& frame, std::int32_t left, std::int32_t top, std::int32_t side) {
  std::int32_t sum[3] = {};
  for (std::int32_t y = top; y < top + side; ++y)
    for (const std::uint32_t pixel :
         frame.row(y).subspan(static_cast<std::size_t>(left), static_cast<std::size_t>(side)))
      for (int c = 0; c < 3; ++c) sum[c] += channel(pixel, 16 - 8 * c);
  const std::int32_t area = side * side;
  return pixel_of((sum[0] + area / 2) / area, (sum[1] + area / 2) / area,
                  (sum[2] + area / 2) / area);
}

std::uint32_t pale(std::uint32_t pixel) {
  const std::int32_t grey =
      (channel(pixel, 16) * 77 + channel(pixel, 8) * 150 + channel(pixel, 0) * 29) / 256;
  const std::int32_t light = 170 + grey * 70 / 255;
  return pixel_of(light, light, light);
}

void paint(Frame& to, const Rectangle& place, const Frame& from) {
  for (std::int32_t y = place.y; y < place.bottom(); ++y)
    std::ranges::copy(from.row(y).subspan(static_cast<std::size_t>(place.x),
                                          static_cast<std::size_t>(place.width)),
                      to.row(y).begin() + place.x);
}

void paint(Frame& to, const Rectangle& place, std::uint32_t colour) {
  for (std::int32_t y = place.y; y < place.bottom(); ++y)
    std::ranges::fill(
        to.row(y).subspan(static_cast<std::size_t>(place.x), static_cast<std::size_t>(place.width)),
        colour);
}

}  // namespace

Frame reduced(const Frame& frame, std::int32_t most_width) {
  const std::int32_t side = std::max(1, (frame.width + most_width - 1) / most_width);
  if (side == 1 || frame.height < side) return frame;
  Frame small = make_frame(frame.width / side, frame.height / side);
  for (std::int32_t y = 0; y < small.height; ++y)
    for (std::int32_t x = 0; x < small.width; ++x)
      small.row(y)[static_cast<std::size_t>(x)] = mean(frame, x * side, y * side, side);
  return small;
}

Frame cut(const Frame& frame, Rectangle place) {
  place.width = std::min(place.width, frame.width);
  place.height = std::min(place.height, frame.height);
  place.x = std::clamp(place.x, 0, frame.width - place.width);
  place.y = std::clamp(place.y, 0, frame.height - place.height);
  Frame part = make_frame(place.width, place.height);
  for (std::int32_t y = 0; y < place.height; ++y)
    std::ranges::copy(
        frame.row(place.y + y)
            .subspan(static_cast<std::size_t>(place.x), static_cast<std::size_t>(place.width)),
        part.row(y).begin());
  return part;
}

Frame marked(const Frame& frame, std::span<const Rectangle> rectangles, std::int32_t line) {
  Frame made = frame;
  for (std::uint32_t& pixel : made.pixels) pixel = pale(pixel);
  std::vector<Rectangle> inside;
  for (const Rectangle& r : rectangles)
    if (const Rectangle part = intersection(r, frame.bounds()); !part.is_empty())
      inside.push_back(part);
  for (const Rectangle& r : inside)
    paint(made, intersection(grown(r, line), frame.bounds()), kOutline);
  for (const Rectangle& r : inside) paint(made, r, frame);
  return made;
}

Frame difference(const Frame& a, const Frame& b, std::int32_t gain) {
  PONTAGE_CHECK(a.width == b.width && a.height == b.height, a.width, b.width);
  Frame made = make_frame(a.width, a.height);
  for (std::size_t i = 0; i < made.pixels.size(); ++i) {
    const auto far = [&](int shift) {
      return std::min(255,
                      gain * std::abs(channel(a.pixels[i], shift) - channel(b.pixels[i], shift)));
    };
    made.pixels[i] = pixel_of(far(16), far(8), far(0));
  }
  return made;
}

double mean_squared_error(const Frame& a, const Frame& b) {
  PONTAGE_CHECK(a.width == b.width && a.height == b.height, a.width, b.width);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    for (const int shift : {0, 8, 16}) {
      const std::int64_t d = channel(a.pixels[i], shift) - channel(b.pixels[i], shift);
      sum += d * d;
    }
  return static_cast<double>(sum) /
         (3.0 * static_cast<double>(std::max<std::size_t>(1, a.pixels.size())));
}

}  // namespace pontage::desktop
