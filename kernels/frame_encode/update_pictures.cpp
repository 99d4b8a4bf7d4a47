// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/update_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>

#include "kernels/frame_encode/damage_grid.hpp"
#include "kernels/shared/desktop/picture.hpp"

namespace pontage::frame_encode {
namespace {

constexpr std::int32_t kWidth = 480, kHeight = 270;  // of a picture, about
constexpr int kQuality = 92;
constexpr std::int32_t kGain = 8;

/// "12 B", "18.5 kB", "8.29 MB".
std::string bytes_text(double bytes) {
  static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB"};
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < std::size(kUnits); ++unit) bytes /= 1000;
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.3g %s", bytes, kUnits[unit]);
  return text;
}

std::string percent_text(double share) {
  char text[32];
  std::snprintf(text, sizeof text, share < 0.001 ? "%.3f %%" : "%.1f %%", 100 * share);
  return text;
}

std::string fidelity_text(double error) {
  if (error == 0) return "every pixel as it went in";
  char text[64];
  std::snprintf(text, sizeof text, "PSNR %.1f dB in red, green and blue",
                10 * std::log10(255.0 * 255.0 / error));
  return text;
}

std::vector<Rectangle> damage_of(const Updates& updates) {
  std::vector<Rectangle> damage;
  for (const Rectangle& r : updates.rectangles)
    if (!r.is_empty()) damage.push_back(r);
  return damage;
}

double damaged_share(const Updates& updates, const std::vector<Rectangle>& damage) {
  std::vector<std::uint8_t> marks(static_cast<std::size_t>(updates.width * updates.height));
  mark_damage(damage, {updates.width, updates.height, 1, 1}, marks.data());
  return static_cast<double>(std::accumulate(marks.begin(), marks.end(), std::int64_t{0})) /
         static_cast<double>(marks.size());
}

/// The surroundings of the middle of what the job's last update changed, or of the frame's.
Rectangle surroundings(const Updates& updates) {
  const Pixel* last = updates.view().current(updates.updates - 1);
  const Pixel* before = updates.view().previous(updates.updates - 1);
  std::int64_t changed = 0, x = 0, y = 0;
  for (std::int64_t i = 0; i < updates.width * updates.height; ++i)
    if (last[i] != before[i]) ++changed, x += i % updates.width, y += i / updates.width;
  if (changed == 0) changed = 1, x = updates.width / 2, y = updates.height / 2;
  return {static_cast<std::int32_t>(x / changed) - kWidth / 2,
          static_cast<std::int32_t>(y / changed) - kHeight / 2, kWidth, kHeight};
}

Picture picture(std::string title, std::string caption, const desktop::Frame& frame) {
  return {std::move(title), std::move(caption), "image/jpeg", desktop::jpeg_file(frame, kQuality)};
}

}  // namespace

std::vector<Picture> update_pictures(const Updates& updates, std::uint64_t stream_bytes,
                                     const desktop::Frame& shown, const std::string& title) {
  const desktop::Frame input = updates.frame(updates.updates);
  const auto damage = damage_of(updates);
  const double share = damaged_share(updates, damage);
  const double frame_bytes = static_cast<double>(input.pixels.size() * sizeof(Pixel));
  const Rectangle detail = surroundings(updates);
  const std::int32_t line = std::max(1, 2 * input.width / kWidth);
  std::vector<Picture> made{
      picture("input",
              std::to_string(input.width) + " × " + std::to_string(input.height) + ", " +
                  bytes_text(frame_bytes) + " a frame",
              desktop::reduced(input, kWidth)),
      picture("damage",
              std::to_string(damage.size()) +
                  (damage.size() == 1 ? " rectangle, " : " rectangles, ") + percent_text(share) +
                  " of the frame, " + bytes_text(share * frame_bytes) + " of pixels",
              desktop::reduced(desktop::marked(input, damage, line), kWidth)),
      picture(title,
              bytes_text(static_cast<double>(stream_bytes)) + " of stream; " +
                  fidelity_text(desktop::mean_squared_error(input, shown)),
              desktop::reduced(shown, kWidth)),
      picture("input, pixel by pixel", "around the middle of what changed",
              desktop::cut(input, detail)),
      picture(title + ", pixel by pixel", "the same place", desktop::cut(shown, detail)),
      picture("difference",
              std::to_string(kGain) + " times, the same place; black where there is none",
              desktop::cut(desktop::difference(input, shown, kGain), detail))};
  std::erase_if(made, [](const Picture& p) { return p.file.empty(); });
  return made;
}

}  // namespace pontage::frame_encode
