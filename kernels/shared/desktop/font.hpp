// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pontage::desktop {

/// Strokes of the printable ASCII characters (glyphs.cpp), drawn for this project: see `Font`.
std::string_view strokes_of(char);

/// The project's own font, drawn with a round pen along strokes: smooth at any size, in integers
/// only. Cells are of one size; `advance` and `indent` set the same letters proportionally.
class Font {
 public:
  /// `unit` is an eighth of a letter's width, in sixteenths of a pixel; `pen` is the pen's radius,
  /// in 64ths of a pixel. Capital letters are 12 units high, the cell is 21 units high and 8 units
  /// wide with a margin on either side (a pixel for each 12 of `unit`).
  Font(std::int32_t unit, std::int32_t pen);

  std::int32_t cell_width() const { return width_; }
  std::int32_t cell_height() const { return height_; }
  /// How much of each pixel of the cell the letter covers, of 255: [cell_height, cell_width]. What
  /// is not printable ASCII is a space.
  const std::uint8_t* shares(char) const;
  /// Proportional setting: how far it is to the next letter, and the empty columns before it.
  std::int32_t advance(char letter) const { return metrics_[index(letter)].advance; }
  std::int32_t indent(char letter) const { return metrics_[index(letter)].indent; }
  std::int32_t width_of(std::string_view text) const;

 private:
  static constexpr char kFirst = ' ', kLast = '~';
  static std::size_t index(char letter) {
    return letter < kFirst || letter > kLast ? 0 : static_cast<std::size_t>(letter - kFirst);
  }
  struct Metrics {
    std::int32_t advance = 0, indent = 0;
  };
  void draw(char);
  void measure(char);

  std::int32_t unit_, pen_, margin_, width_, height_;
  std::vector<std::uint8_t> shares_;  // [letter, height, width]
  std::vector<Metrics> metrics_;
};

}  // namespace pontage::desktop
