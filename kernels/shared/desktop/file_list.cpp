// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/file_list.hpp"

#include <algorithm>

namespace pontage::desktop {
namespace {

constexpr Colour kPaper = 0xfffafbfcU, kTree = 0xffeef0f4U, kStripe = 0xfff2f4f8U,
                 kInk = 0xff2a2e37U, kFaint = 0xff7b8291U, kChosen = 0xff3d7fd6U,
                 kChosenInk = 0xffffffffU, kLine = 0xffd9dde5U;

}  // namespace

Rectangle FileList::tree_place(const Rectangle& area) const {
  return {area.x, area.y, area.width * 3 / 10, area.height};
}

Rectangle FileList::table_place(const Rectangle& area) const {
  const std::int32_t tree = tree_place(area).width;
  return {area.x + tree, area.y + row_height(), area.width - tree, area.height - row_height()};
}

std::size_t FileList::rows(const Rectangle& area) const {
  return static_cast<std::size_t>(std::max(1, table_place(area).height / row_height()));
}

Rectangle FileList::folder_place(const Rectangle& area, std::size_t folder) const {
  const Rectangle tree = tree_place(area);
  return intersection(
      {tree.x, tree.y + static_cast<std::int32_t>(folder) * row_height(), tree.width, row_height()},
      tree);
}

Rectangle FileList::file_place(const Rectangle& area, std::size_t file) const {
  const Rectangle table = table_place(area);
  const auto line = static_cast<std::int32_t>(file) - static_cast<std::int32_t>(first_file);
  return intersection({table.x, table.y + line * row_height(), table.width, row_height()}, table);
}

void FileList::draw_folder(Canvas& canvas, const Rectangle& place, std::size_t folder) const {
  const bool is_chosen = folder == chosen_folder;
  const std::int32_t scale = style_.scale, line = place.y + 4 * scale;
  if (is_chosen) canvas.fill(place, 0xffd5dfeeU);
  std::int32_t x = place.x + (12 + 16 * folders[folder].depth) * scale;
  canvas.glyph(style_.title, folders[folder].is_open ? 'v' : '>', x, line, kFaint);
  x += 16 * scale;
  canvas.rounded({x, line + 1 * scale, 7 * scale, 4 * scale}, scale, 0xffe0ae4eU, 0xffe0ae4eU,
                 true);
  canvas.rounded({x, line + 3 * scale, 16 * scale, 11 * scale}, 2 * scale, 0xfff2c766U, 0xffe3b049U,
                 true);
  canvas.text(style_.label, x + 22 * scale, line, folders[folder].name, kInk);
}

void FileList::draw_file(Canvas& canvas, const Rectangle& place, std::size_t file) const {
  const bool is_chosen = file == chosen_file;
  const std::int32_t scale = style_.scale, line = place.y + 4 * scale;
  canvas.fill(place, is_chosen ? kChosen : file % 2 == 0 ? kPaper : kStripe);
  const Rectangle sheet{place.x + 14 * scale, line + scale, 11 * scale, 14 * scale};
  canvas.fill(sheet, 0xffffffffU);
  canvas.outline(sheet, scale, is_chosen ? 0xffbcd4f4U : 0xff9aa3b5U);
  for (std::int32_t i = 0; i < 3; ++i)
    canvas.fill({sheet.x + 3 * scale, sheet.y + (4 + 3 * i) * scale, 5 * scale, scale},
                0xffa9b6ccU);
  const Colour ink = is_chosen ? kChosenInk : kInk, faint = is_chosen ? 0xffd5e4f9U : kFaint;
  Canvas name(canvas, {place.x, place.y, place.width * 55 / 100, place.height});
  name.text(style_.label, sheet.right() + 9 * scale, line, files[file].name, ink);
  canvas.text(style_.label,
              place.x + place.width * 70 / 100 - style_.label.width_of(files[file].size), line,
              files[file].size, faint);
  canvas.text(style_.label, place.x + place.width * 76 / 100, line, files[file].date, faint);
}

void FileList::draw(Canvas& canvas, const Rectangle& area) const {
  canvas.fill(area, kPaper);
  const Rectangle tree = tree_place(area);
  canvas.fill(tree, kTree);
  for (std::size_t i = 0; i < folders.size(); ++i)
    if (const Rectangle place = folder_place(area, i); canvas.shows(place))
      draw_folder(canvas, place, i);
  const Rectangle table = table_place(area);
  for (std::size_t i = first_file; i < files.size(); ++i) {
    const Rectangle place = file_place(area, i);
    if (place.is_empty()) break;
    Canvas row(canvas, place);
    if (row.shows(place)) draw_file(row, {place.x, place.y, place.width, row_height()}, i);
  }
  const std::int32_t scale = style_.scale, line = area.y + 4 * scale;
  const Rectangle head{table.x, area.y, table.width, row_height()};
  canvas.shade(head, 0xfff4f5f8U, 0xffe6e9efU);
  canvas.text(style_.title, head.x + 14 * scale, line, "Name", kInk);
  canvas.text(style_.title, head.x + head.width * 62 / 100, line, "Size", kInk);
  canvas.text(style_.title, head.x + head.width * 76 / 100, line, "Changed", kInk);
  canvas.fill({head.x, head.bottom() - scale, head.width, scale}, kLine);
  canvas.fill({tree.right() - scale, area.y, scale, area.height}, kLine);
}

}  // namespace pontage::desktop
