// SPDX-License-Identifier: Apache-2.0
/// Windows that are moved and resized, and a pointer that wanders.
#include <algorithm>
#include <utility>

#include "kernels/shared/desktop/script.hpp"
#include "kernels/shared/desktop/text_grid.hpp"

namespace pontage::desktop {
namespace {

/// A terminal that breaks its lines anew when it is resized.
class Reflowing : public TextGrid {
 public:
  Reflowing(const Font& font, std::vector<Line> all) : TextGrid(font), all_(std::move(all)) {}
  void fit(const Rectangle& area) {
    lines = wrapped(all_, static_cast<std::size_t>(std::max(columns(area), 1)));
  }

 private:
  std::vector<Line> all_;
};

/// Goes to and fro between two ends, `speed` a step.
struct Swing {
  std::int32_t at = 0, low = 0, high = 0, speed = 1;

  void step() {
    at += speed;
    if (at < low || at > high) speed = -speed;
    at = std::clamp(at, low, std::max(low, high));
  }
};

/// By turns: 32 updates of a window dragged about, 32 of it resized.
class WindowScript : public Script {
 public:
  WindowScript(Scene& scene, Seed seed) : scene_(scene), rng_(seed) {
    Writer writer(seed);
    auto behind = std::make_unique<TextGrid>(scene.style().text);
    for (int i = 0; i < 60; ++i) behind->lines.push_back(writer.code());
    scene.add({scene.portion(50, 100, 460, 720), "bridge.cpp", std::move(behind), false});
    std::vector<Line> text;
    for (int i = 0; i < 5; ++i) {
      text.push_back(plain(std::to_string(i + 1) + ". " + writer.paragraph(20), 'h'));
      text.push_back(plain(""));
      text.push_back(plain("   " + writer.paragraph(200 + writer.below(240))));
      text.push_back(plain(""));
    }
    auto grid = std::make_unique<Reflowing>(scene.style().text, std::move(text));
    grid_ = grid.get();
    const Rectangle area = scene.portion(300, 160, 520, 600);
    grid->fit(area);
    scene.add({area, "terminal", std::move(grid), true});
    const Rectangle space = scene.workspace();
    const std::int32_t scale = scene.style().scale;
    x_ = {area.x, space.width / 20, space.width / 2, 11 * scale};
    y_ = {area.y, space.y + space.height / 12, space.y + space.height * 2 / 5, 7 * scale};
    width_ = {area.width, area.width * 3 / 4, area.width * 5 / 4, 17 * scale};
    height_ = {area.height, area.height * 3 / 4, area.height * 5 / 4, 9 * scale};
  }

  void step() override {
    Window& window = scene_.windows().back();
    scene_.touch(scene_.reach(window));
    if (is_moving()) {
      x_.step();
      y_.step();
    } else {
      width_.step();
      height_.step();
    }
    if (rng_.below(8) == 0) {
      x_.speed += x_.speed > 0 ? 1 : -1;
      height_.speed = -height_.speed;
    }
    ++update_;
    window.area = {x_.at, y_.at, width_.at, height_.at};
    grid_->fit(window.area);
    scene_.touch(scene_.reach(window));
    was_moving_ = (update_ - 1) / 32 % 2 == 0;
  }
  std::string_view state() const override { return was_moving_ ? "move" : "resize"; }

 private:
  bool is_moving() const { return update_ / 32 % 2 == 0; }

  Scene& scene_;
  Rng rng_;
  Reflowing* grid_ = nullptr;
  Swing x_, y_, width_, height_;
  std::int64_t update_ = 0;
  bool was_moving_ = true;
};

class CursorScript : public Script {
 public:
  CursorScript(Scene& scene, Seed seed) : scene_(scene), rng_(seed) {
    Writer writer(seed);
    auto behind = std::make_unique<TextGrid>(scene.style().text);
    for (int i = 0; i < 60; ++i) behind->lines.push_back(writer.prose(60));
    scene.add({scene.portion(200, 140, 500, 640), "notes.txt", std::move(behind), true});
    const Frame& frame = scene.frame();
    x_ = to_x_ = frame.width / 2 * 16;
    y_ = to_y_ = frame.height / 2 * 16;
    scene.move_pointer(x_ / 16, y_ / 16);
  }
  /// An eighth of the way that is left, as hands do, then somewhere else.
  void step() override {
    const auto near = [](std::int32_t from, std::int32_t to) {
      return from - to < 48 && to - from < 48;
    };
    if (near(x_, to_x_) && near(y_, to_y_)) {
      to_x_ = static_cast<std::int32_t>(
          rng_.below(static_cast<std::uint64_t>(scene_.frame().width) * 16));
      to_y_ = static_cast<std::int32_t>(
          rng_.below(static_cast<std::uint64_t>(scene_.frame().height) * 16));
    }
    x_ += (to_x_ - x_) / 8;
    y_ += (to_y_ - y_) / 8;
    scene_.move_pointer(x_ / 16, y_ / 16);
  }
  std::string_view state() const override { return "cursor"; }

 private:
  Scene& scene_;
  Rng rng_;
  std::int32_t x_ = 0, y_ = 0, to_x_ = 0, to_y_ = 0;  // in 16ths of a pixel
};

}  // namespace

std::unique_ptr<Script> make_window(Scene& scene, Seed seed) {
  return std::make_unique<WindowScript>(scene, seed);
}
std::unique_ptr<Script> make_cursor(Scene& scene, Seed seed) {
  return std::make_unique<CursorScript>(scene, seed);
}

}  // namespace pontage::desktop
