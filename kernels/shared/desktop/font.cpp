// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/font.hpp"

#include <algorithm>
#include <bit>

namespace pontage::desktop {
namespace {

/// In 64ths of a pixel.
struct Point {
  std::int64_t x = 0, y = 0;
};

constexpr std::int64_t kPixel = 64, kSamples = 4, kBetween = kPixel / kSamples;

/// Whether p is at most `radius` away from the line between a and b.
bool is_near(Point p, Point a, Point b, std::int64_t radius) {
  const Point along{b.x - a.x, b.y - a.y}, to{p.x - a.x, p.y - a.y};
  const std::int64_t length = along.x * along.x + along.y * along.y;  // squared, as all here
  const std::int64_t dot = to.x * along.x + to.y * along.y;
  if (dot <= 0) return to.x * to.x + to.y * to.y <= radius * radius;
  if (dot >= length) {
    const Point back{p.x - b.x, p.y - b.y};
    return back.x * back.x + back.y * back.y <= radius * radius;
  }
  const std::int64_t cross = to.x * along.y - to.y * along.x;
  return cross * cross <= radius * radius * length;
}

std::int64_t pixel_of(std::int64_t at, std::int64_t limit) {
  return std::clamp<std::int64_t>(at / kPixel, 0, limit - 1);
}

/// Samples that a pen has met: 16 bits a pixel.
class Samples {
 public:
  Samples(std::int64_t width, std::int64_t height)
      : width_(width), height_(height), bits_(static_cast<std::size_t>(width * height)) {}

  void pass(Point a, Point b, std::int64_t radius) {
    const std::int64_t left = pixel_of(std::min(a.x, b.x) - radius, width_),
                       right = pixel_of(std::max(a.x, b.x) + radius, width_),
                       top = pixel_of(std::min(a.y, b.y) - radius, height_),
                       bottom = pixel_of(std::max(a.y, b.y) + radius, height_);
    for (std::int64_t y = top; y <= bottom; ++y)
      for (std::int64_t x = left; x <= right; ++x)
        for (std::int64_t i = 0; i < kSamples * kSamples; ++i) {
          const Point sample{x * kPixel + (i % kSamples) * kBetween + kBetween / 2,
                             y * kPixel + (i / kSamples) * kBetween + kBetween / 2};
          if (is_near(sample, a, b, radius))
            bits_[static_cast<std::size_t>(y * width_ + x)] |=
                static_cast<std::uint16_t>(1U << static_cast<unsigned>(i));
        }
  }
  std::size_t size() const { return bits_.size(); }
  std::uint8_t share(std::size_t pixel) const {
    return static_cast<std::uint8_t>(std::popcount(bits_[pixel]) * 255 / 16);
  }

 private:
  std::int64_t width_, height_;
  std::vector<std::uint16_t> bits_;
};

}  // namespace

Font::Font(std::int32_t unit, std::int32_t pen)
    : unit_(unit),
      pen_(pen),
      margin_(std::max(1, unit / 12)),
      width_((8 * unit + 15) / 16 + 2 * margin_),
      height_((21 * unit + 15) / 16),
      shares_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) *
              static_cast<std::size_t>(kLast - kFirst + 1)),
      metrics_(static_cast<std::size_t>(kLast - kFirst + 1)) {
  for (char letter = kFirst; letter <= kLast; ++letter) {
    draw(letter);
    measure(letter);
  }
}

const std::uint8_t* Font::shares(char letter) const {
  return shares_.data() +
         index(letter) * static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
}

std::int32_t Font::width_of(std::string_view text) const {
  std::int32_t width = 0;
  for (const char letter : text) width += advance(letter);
  return width;
}

void Font::draw(char letter) {
  // A unit is 4·unit 64ths of a pixel. Strokes run through the middle of pixels, so that upright
  // and level ones are sharp.
  const auto place = [&](char column, char line) {
    return Point{margin_ * kPixel + kPixel / 2 + (column - '0') * 4 * unit_,
                 (2 * unit_ + 15) / 16 * kPixel + kPixel / 2 + (line - 'a') * 4 * unit_};
  };
  Samples samples(width_, height_);
  const std::string_view strokes = strokes_of(letter);
  for (std::size_t at = 0; at + 1 < strokes.size(); at += 2) {
    if (strokes[at] == ' ') ++at;
    const Point here = place(strokes[at], strokes[at + 1]);
    const bool goes_on = at + 3 < strokes.size() && strokes[at + 2] != ' ';
    const bool is_dot = !goes_on && (at == 0 || strokes[at - 1] == ' ');
    if (goes_on) samples.pass(here, place(strokes[at + 2], strokes[at + 3]), pen_);
    if (is_dot) samples.pass(here, here, pen_ * 5 / 4);
  }
  std::uint8_t* to = shares_.data() + index(letter) * samples.size();
  for (std::size_t pixel = 0; pixel < samples.size(); ++pixel) to[pixel] = samples.share(pixel);
}

void Font::measure(char letter) {
  const std::uint8_t* from = shares(letter);
  std::int32_t first = width_, last = -1;
  for (std::int32_t x = 0; x < width_; ++x)
    for (std::int32_t y = 0; y < height_; ++y)
      if (from[y * width_ + x] != 0) {
        first = std::min(first, x);
        last = std::max(last, x);
      }
  const std::int32_t gap = std::max(1, (unit_ + 8) / 12);
  if (last < 0) {
    metrics_[index(letter)] = {4 * unit_ / 16 + gap, 0};
    return;
  }
  // Dots and strokes need air about them.
  const std::int32_t width = last - first + 1, least = std::max(width, (4 * unit_ + 8) / 16);
  metrics_[index(letter)] = {least + gap, first - (least - width) / 2};
}

}  // namespace pontage::desktop
