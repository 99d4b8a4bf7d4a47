// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/landscape.hpp"

#include <algorithm>

#include "kernels/shared/desktop/noise.hpp"

namespace pontage::desktop {
namespace {

struct Tone {
  Colour crest, foot;
};
constexpr Tone kTones[] = {{0xffc98b93U, 0xffe8b79eU},
                           {0xff8f6488U, 0xffc58a96U},
                           {0xff5d4a78U, 0xff8d6690U},
                           {0xff3a3560U, 0xff5b4c7dU},
                           {0xff1d2140U, 0xff2f3157U}};
constexpr Colour kSky[] = {0xff2b3a67U, 0xff6b6a9cU, 0xffd79a94U, 0xfff3cba0U};

Colour sky_colour(std::int64_t y, std::int64_t height) {
  const std::int64_t at =
      std::min<std::int64_t>(y * 4 * 255 / std::max<std::int64_t>(height, 1), 3 * 255 - 1);
  const auto part = static_cast<std::size_t>(at / 255);
  return blend(kSky[part], kSky[part + 1], static_cast<std::uint32_t>(at % 255));
}

/// Height of a ridge's top over its base, of 255 · 4; finer waves are lower.
std::int32_t ridge_at(std::int64_t x, std::int64_t width, std::int64_t ridge, Seed seed) {
  std::int32_t height = 0;
  for (std::int64_t octave = 0; octave < 5; ++octave) {
    const std::int64_t cells = (2 + ridge) << octave;
    height +=
        value_noise(x * cells * 256 / width, ridge * 4096 + octave * 256 * 7, seed) * 2 >> octave;
  }
  return height;
}

std::uint32_t clamped(std::int32_t channel) {
  return static_cast<std::uint32_t>(std::clamp(channel, 0, 255));
}

Colour lighter(Colour colour, std::int32_t by) {
  const auto channel = [&](int shift) {
    return clamped(static_cast<std::int32_t>(colour >> shift & 255U) + by) << shift;
  };
  return 0xff000000U | channel(16) | channel(8) | channel(0);
}

}  // namespace

Landscape::Landscape(std::int32_t width, std::int32_t height, Seed seed)
    : width_(width), height_(height), fade_(std::max(1, height / 3)) {
  for (std::size_t ridge = 0; ridge < kRidges; ++ridge) {
    const auto number = static_cast<std::int64_t>(ridge);
    Ridge& made = ridges_[ridge];
    made.tops.resize(static_cast<std::size_t>(width));
    const std::int64_t base = height * (50 + 11 * number) / 100;
    for (std::int64_t x = 0; x < width; ++x)
      made.tops[static_cast<std::size_t>(x)] = static_cast<std::int32_t>(
          base * 16 - ridge_at(x, width, number, seed) * std::int64_t{height} / 430 +
          std::int64_t{height} * 16 / 10);
    made.highest = *std::ranges::min_element(made.tops);
    made.lowest = *std::ranges::max_element(made.tops);
    for (std::uint32_t depth = 0; depth < 256; ++depth)
      made.by_depth[depth] = blend(kTones[ridge].crest, kTones[ridge].foot, depth);
  }
  sun_ = {std::int64_t{width} * 70 / 100,
          std::int64_t{height} * 38 / 100,
          std::max<std::int64_t>(height * 45 / 100, 1),
          0,
          {}};
  const std::int64_t full = sun_.reach * sun_.reach;
  while (full >> sun_.shift > 4096) ++sun_.shift;
  for (std::int64_t away = 0; away <= full >> sun_.shift; ++away) {
    const std::int64_t left = std::max<std::int64_t>(0, full - (away << sun_.shift)) * 1024 / full;
    sun_.glow.push_back(static_cast<std::uint8_t>(left * left / 1024 * 150 / 1024));
  }
}

void Landscape::draw_sky(Canvas& canvas, std::int32_t y, const Rectangle& part) const {
  const Colour colour = sky_colour(y, height_);
  std::uint32_t* row = canvas.row(y);
  std::fill_n(row + part.x, part.width, colour);
  const std::int64_t dy = y - sun_.y, full = sun_.reach * sun_.reach, disc = full / 64;
  const auto from = std::max<std::int64_t>(part.x, sun_.x - sun_.reach);
  const auto to = std::min<std::int64_t>(part.right(), sun_.x + sun_.reach);
  for (std::int64_t x = from; x < to; ++x) {
    const std::int64_t away = (x - sun_.x) * (x - sun_.x) + dy * dy;
    if (away >= full) continue;
    row[x] = blend(colour, 0xffffdfb0U, sun_.glow[static_cast<std::size_t>(away >> sun_.shift)]);
    if (away >= disc) continue;
    const std::int64_t edge = std::min<std::int64_t>((disc - away) * 64 / sun_.reach, 255);
    row[x] = blend(row[x], 0xfffff3d8U, static_cast<std::uint32_t>(edge));
  }
}

void Landscape::draw(Canvas& canvas) const {
  const Rectangle part = canvas.visible({0, 0, width_, height_});
  for (std::int32_t y = part.y; y < part.bottom(); ++y) {
    // The nearest ridge that covers the whole line hides what is behind it.
    std::size_t first = kRidges;
    while (first > 0 && (y + 1) * 16 - ridges_[first - 1].lowest < 16) --first;
    if (first == 0) draw_sky(canvas, y, part);
    std::uint32_t* row = canvas.row(y);
    for (std::size_t ridge = first == 0 ? 0 : first - 1; ridge < kRidges; ++ridge)
      if ((y + 1) * 16 > ridges_[ridge].highest) draw_ridge(row, y, part, ridges_[ridge]);
  }
}

void Landscape::draw_ridge(std::uint32_t* row, std::int32_t y, const Rectangle& part,
                           const Ridge& ridge) const {
  for (std::int32_t x = part.x; x < part.right(); ++x) {
    const std::int32_t depth = (y + 1) * 16 - ridge.tops[static_cast<std::size_t>(x)];
    if (depth <= 0) continue;
    const Colour colour =
        ridge.by_depth[static_cast<std::size_t>(std::min(depth * 16 / fade_, 255))];
    row[x] = depth >= 16 ? colour : blend(row[x], colour, static_cast<std::uint32_t>(depth * 16));
  }
}

Frame make_photo(std::int32_t width, std::int32_t height, Seed seed) {
  Frame photo = make_frame(width, height);
  Canvas canvas(photo, photo.bounds());
  Landscape(width, height, seed).draw(canvas);
  Rng rng(mix64(seed ^ 0x70686f746fULL));
  for (std::int32_t y = 0; y < height; ++y)
    for (Colour& pixel : photo.row(y)) {
      const auto x = static_cast<std::int64_t>(&pixel - photo.row(y).data());
      std::int32_t rough = 0;
      for (int octave = 0; octave < 3; ++octave)
        rough += (value_noise((x << octave) * 9, (std::int64_t{y} << octave) * 17, seed) - 128) >>
                 octave;
      const auto grain = static_cast<std::int32_t>(rng.below(9)) - 4;
      const std::int32_t strength = y * 40 / height;  // the ground is rougher than the sky
      pixel = lighter(pixel, rough * strength / 128 + grain);
    }
  return photo;
}

}  // namespace pontage::desktop
