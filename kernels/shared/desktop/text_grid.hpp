// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/shared/desktop/scene.hpp"
#include "kernels/shared/desktop/words.hpp"

namespace pontage::desktop {

/// A terminal or an editor: lines of letters of one width, and a caret.
class TextGrid : public Content {
 public:
  explicit TextGrid(const Font& font) : font_(font) {}

  void draw(Canvas&, const Rectangle& area) const override;

  std::vector<Line> lines;  ///< from the top; what does not fit is not seen
  std::int32_t caret_line = -1, caret_column = 0;
  bool shows_caret = true;

  std::int32_t rows(const Rectangle& area) const {
    return (area.height - 2 * margin()) / font_.cell_height();
  }
  std::int32_t columns(const Rectangle& area) const {
    return (area.width - 2 * margin()) / font_.cell_width();
  }
  /// Where a letter is drawn in a window of that area.
  Rectangle cell(const Rectangle& area, std::int32_t line, std::int32_t column) const;
  /// A part of a line, from its left edge on.
  Rectangle line_part(const Rectangle& area, std::int32_t line, std::int32_t columns) const;

 private:
  std::int32_t margin() const { return font_.cell_width() / 2; }

  const Font& font_;
};

/// As a terminal that has so many columns shows them.
std::vector<Line> wrapped(std::span<const Line>, std::size_t columns);

}  // namespace pontage::desktop
