// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/scene.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace pontage::desktop {
namespace {

constexpr Colour kPanelTop = 0xff2b2f3aU, kPanelBottom = 0xff1f222bU, kPanelText = 0xffe6e8eeU;

/// The pointer: '#' is its edge, '.' its inside.
constexpr std::string_view kArrow[] = {
    "#           ", "##          ", "#.#         ", "#..#        ", "#...#       ",
    "#....#      ", "#.....#     ", "#......#    ", "#.......#   ", "#........#  ",
    "#.........# ", "#......#####", "#...#..#    ", "#..##..#    ", "#.#  #..#   ",
    "##   #..#   ", "      #..#  ", "      #..#  ", "       ##   "};
constexpr std::int32_t kArrowWidth = 12, kArrowHeight = std::size(kArrow);

std::string two_digits(std::int64_t number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

/// Joins rectangles where one around both covers no more than they do.
void join(std::vector<Rectangle>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::size_t j = i + 1; j < parts.size();) {
      const Rectangle both = hull(parts[i], parts[j]);
      if (both.area() <= parts[i].area() + parts[j].area()) {
        parts[i] = both;
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(j));
        j = i + 1;
      } else {
        ++j;
      }
    }
}

}  // namespace

Style::Style(std::int32_t screen_width, std::int32_t screen_height)
    : scale(std::max(1, std::min(screen_width * 9 / 16, screen_height) / 1080)),
      text(12 * scale, 38 * scale),
      small(10 * scale, 36 * scale),
      label(12 * scale, 37 * scale),
      title(12 * scale, 50 * scale) {}

Scene::Scene(std::int32_t width, std::int32_t height, Seed seed)
    : style_(width, height),
      frame_(make_frame(width, height)),
      wallpaper_(width, height, seed),
      clock_("09:00:00") {
  touch(frame_.bounds());
}

Rectangle Scene::workspace() const {
  return {0, style_.panel(), frame_.width, std::max(1, frame_.height - style_.panel())};
}

Rectangle Scene::portion(std::int32_t x, std::int32_t y, std::int32_t width,
                         std::int32_t height) const {
  const Rectangle space = workspace();
  return {space.x + space.width * x / 1000, space.y + space.height * y / 1000,
          std::max(1, space.width * width / 1000), std::max(1, space.height * height / 1000)};
}

Window& Scene::add(Window window) {
  windows_.push_back(std::move(window));
  touch(reach(windows_.back()));
  return windows_.back();
}

Rectangle Scene::body(const Window& window) const {
  const Rectangle edge = grown(window.area, style_.border());
  return {edge.x, edge.y - style_.title_bar(), edge.width, edge.height + style_.title_bar()};
}

Rectangle Scene::reach(const Window& window) const { return grown(body(window), style_.shadow()); }

void Scene::move_pointer(std::int32_t x, std::int32_t y) {
  if (pointer_) touch(pointer_place());
  pointer_ = Pointer{x, y};
  touch(pointer_place());
}

void Scene::set_clock(std::int64_t second_of_day) {
  const std::int64_t minute = second_of_day / 60;
  clock_ = two_digits(minute / 60 % 24) + ":" + two_digits(minute % 60) + ":" +
           two_digits(second_of_day % 60);
  touch(clock_place());
}

void Scene::clear() {
  windows_.clear();
  touch(frame_.bounds());
}

void Scene::touch(const Rectangle& where) {
  const Rectangle part = intersection(where, frame_.bounds());
  if (!part.is_empty()) touched_.push_back(part);
}

void Scene::redraw() {
  join(touched_);
  damage_ = std::exchange(touched_, {});
  for (const Rectangle& part : damage_) {
    Canvas canvas(frame_, part);
    draw(canvas);
  }
}

Frame Scene::drawn_whole() const {
  Frame whole = make_frame(frame_.width, frame_.height);
  Canvas canvas(whole, whole.bounds());
  draw(canvas);
  return whole;
}

void Scene::draw(Canvas& canvas) const {
  // What lies under a window's content cannot be seen.
  const auto covering = std::find_if(windows_.rbegin(), windows_.rend(), [&](const Window& window) {
    return contains(window.area, canvas.clip());
  });
  if (covering == windows_.rend()) wallpaper_.draw(canvas);
  const auto first = covering == windows_.rend() ? windows_.begin() : covering.base() - 1;
  for (auto window = first; window != windows_.end(); ++window) draw_window(canvas, *window);
  draw_panel(canvas);
  if (pointer_) draw_pointer(canvas);
}

void Scene::draw_window(Canvas& canvas, const Window& window) const {
  if (!canvas.shows(reach(window))) return;
  const Rectangle whole = body(window);
  const std::int32_t scale = style_.scale;
  if (!contains(window.area, canvas.clip())) {
    canvas.shadow(whole, style_.shadow(), window.is_active ? 120 : 70);
    const Rectangle bar{whole.x, whole.y, whole.width, style_.title_bar() + style_.border()};
    const Colour top = window.is_active ? 0xff4a5266U : 0xff4b4e57U,
                 bottom = window.is_active ? 0xff363c4dU : 0xff40434bU;
    canvas.rounded(bar, 8 * scale, top, bottom, false);
    canvas.fill({whole.x, bar.bottom(), whole.width, whole.bottom() - bar.bottom()}, 0xff30343fU);
    const std::int32_t middle = whole.y + style_.title_bar() / 2;
    Canvas on_bar(canvas, bar);
    const Colour lights[] = {0xffe5655eU, 0xffe8bf4dU, 0xff63c35aU};
    for (std::int32_t i = 0; i < 3; ++i)
      on_bar.disc(whole.right() - (18 + 22 * i) * scale, middle, 7 * scale,
                  window.is_active ? lights[i] : 0xff6b6e78U);
    const std::int32_t width = style_.title.width_of(window.title);
    const std::int32_t from = whole.x + std::max(10 * scale, (whole.width - width) / 2);
    Canvas within(canvas, {whole.x, whole.y, whole.width - 80 * scale, style_.title_bar()});
    within.text(style_.title, from, middle - style_.title.cell_height() / 2, window.title,
                window.is_active ? 0xfff0f2f7U : 0xffa9adb8U);
  }
  if (!canvas.shows(window.area)) return;
  Canvas inside(canvas, window.area);
  window.content->draw(inside, window.area);
}

Rectangle Scene::clock_place() const {
  const std::int32_t width = 9 * style_.text.cell_width();
  return {frame_.width - width, (style_.panel() - style_.text.cell_height()) / 2, width,
          style_.text.cell_height()};
}

void Scene::draw_panel(Canvas& canvas) const {
  const Rectangle panel{0, 0, frame_.width, style_.panel()};
  if (!canvas.shows(panel)) return;
  canvas.shade(panel, kPanelTop, kPanelBottom);
  const std::int32_t line = (style_.panel() - style_.title.cell_height()) / 2;
  std::int32_t x = 14 * style_.scale;
  canvas.disc(x, style_.panel() / 2, 6 * style_.scale, 0xff5aa9e6U);
  x += 14 * style_.scale;
  for (const std::string_view name : {"Activities", "Files", "Terminal", "Windows", "Help"}) {
    canvas.text(name == "Activities" ? style_.title : style_.label, x, line, name, kPanelText);
    x += style_.title.width_of(name) + 18 * style_.scale;
  }
  const Rectangle clock = clock_place();
  canvas.shade({clock.x, 0, clock.width, style_.panel()}, kPanelTop, kPanelBottom);
  for (std::size_t i = 0; i < clock_.size(); ++i)
    canvas.glyph(style_.text, clock_[i],
                 clock.x + static_cast<std::int32_t>(i) * style_.text.cell_width(), clock.y,
                 kPanelText);
}

Rectangle Scene::pointer_place() const {
  return {pointer_->x, pointer_->y, kArrowWidth * style_.scale, kArrowHeight * style_.scale};
}

void Scene::draw_pointer(Canvas& canvas) const {
  const Rectangle place = pointer_place();
  const Rectangle part = canvas.visible(place);
  for (std::int32_t y = part.y; y < part.bottom(); ++y)
    for (std::int32_t x = part.x; x < part.right(); ++x) {
      const char mark = kArrow[static_cast<std::size_t>((y - place.y) / style_.scale)]
                              [static_cast<std::size_t>((x - place.x) / style_.scale)];
      if (mark != ' ') canvas.row(y)[x] = mark == '#' ? 0xfff5f5f5U : 0xff15171cU;
    }
}

}  // namespace pontage::desktop
