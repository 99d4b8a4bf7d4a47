// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/text_grid.hpp"

#include <algorithm>

namespace pontage::desktop {
namespace {

constexpr Colour kPaper = 0xff1e222aU, kCaret = 0xffd8dee9U;

Colour ink_colour(char ink) {
  switch (ink) {
    case 'k':
      return 0xffc792eaU;
    case 'n':
      return 0xfff2a97eU;
    case 's':
      return 0xff9ccc65U;
    case 'c':
      return 0xff7a8499U;
    case 'f':
      return 0xff6cb6ffU;
    case 'h':
      return 0xffffffffU;
    case 'w':
      return 0xffe8bf4dU;
    case 'e':
      return 0xffe5655eU;
    default:
      return 0xffd5d9e2U;
  }
}

}  // namespace

Rectangle TextGrid::cell(const Rectangle& area, std::int32_t line, std::int32_t column) const {
  return {area.x + margin() + column * font_.cell_width(),
          area.y + margin() + line * font_.cell_height(), font_.cell_width(), font_.cell_height()};
}

Rectangle TextGrid::line_part(const Rectangle& area, std::int32_t line,
                              std::int32_t columns) const {
  const Rectangle first = cell(area, line, 0);
  return intersection({first.x, first.y, columns * first.width, first.height}, area);
}

void TextGrid::draw(Canvas& canvas, const Rectangle& area) const {
  canvas.fill(area, kPaper);
  const Rectangle part = canvas.visible(area);
  if (part.is_empty()) return;
  const Rectangle origin = cell(area, 0, 0);
  const auto line_at = [&](std::int32_t y) { return std::max(0, y - origin.y) / origin.height; };
  const auto column_at = [&](std::int32_t x) { return std::max(0, x - origin.x) / origin.width; };
  const std::int32_t last_line = std::min(line_at(part.bottom() - 1), rows(area) - 1);
  const std::int32_t last_column = std::min(column_at(part.right() - 1), columns(area) - 1);
  for (std::int32_t line = line_at(part.y); line <= last_line; ++line) {
    if (shows_caret && line == caret_line) canvas.fill(cell(area, line, caret_column), kCaret);
    if (static_cast<std::size_t>(line) >= lines.size()) continue;
    const Line& text = lines[static_cast<std::size_t>(line)];
    const auto end = std::min(last_column, static_cast<std::int32_t>(text.text.size()) - 1);
    for (std::int32_t column = column_at(part.x); column <= end; ++column) {
      const auto at = static_cast<std::size_t>(column);
      if (text.text[at] == ' ') continue;
      const Rectangle place = cell(area, line, column);
      canvas.glyph(font_, text.text[at], place.x, place.y, ink_colour(text.inks[at]));
    }
  }
}

std::vector<Line> wrapped(std::span<const Line> lines, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 1);
  std::vector<Line> made;
  for (const Line& line : lines)
    for (std::size_t at = 0; at == 0 || at < line.text.size(); at += columns)
      made.push_back({line.text.substr(at, columns), line.inks.substr(at, columns)});
  return made;
}

}  // namespace pontage::desktop
