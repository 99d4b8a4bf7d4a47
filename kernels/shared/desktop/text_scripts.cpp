// SPDX-License-Identifier: Apache-2.0
/// Text on the screen: typing in an editor, scrolling through a long text, a log that grows.
#include <algorithm>
#include <utility>

#include "kernels/shared/desktop/script.hpp"
#include "kernels/shared/desktop/text_grid.hpp"

namespace pontage::desktop {
namespace {

/// A window of text; the grid stays where it is while the window does.
struct TextWindow {
  TextGrid* grid = nullptr;
  Rectangle area;

  std::int32_t rows() const { return std::max(grid->rows(area), 1); }
  std::int32_t columns() const { return std::max(grid->columns(area), 1); }
};

TextWindow open_text(Scene& scene, const Font& font, const Rectangle& wanted, std::string title,
                     bool is_active = true) {
  auto grid = std::make_unique<TextGrid>(font);
  // Letters stand on multiples of their size, as in a terminal that fills the screen.
  Rectangle area = wanted;
  const Rectangle first = grid->cell(area, 0, 0);
  area.x -= first.x % first.width;
  area.y -= first.y % first.height;
  TextWindow opened{grid.get(), area};
  scene.add({area, std::move(title), std::move(grid), is_active});
  return opened;
}

/// Drops lines from the top until `keep` are left.
void keep_last(std::vector<Line>& lines, std::size_t keep) {
  if (lines.size() > keep)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(keep));
}

class Typing : public Script {
 public:
  Typing(Scene& scene, Seed seed) : scene_(scene), writer_(seed) {
    const auto behind =
        open_text(scene, scene.style().text, scene.portion(560, 120, 400, 560), "notes.txt", false);
    for (int i = 0; i < 20; ++i) behind.grid->lines.push_back(writer_.prose(44));
    window_ = open_text(scene, scene.style().text, scene.portion(40, 70, 640, 860),
                        "bridge.cpp - editor");
    for (std::int32_t i = 0; i < window_.rows() / 3; ++i)
      window_.grid->lines.push_back(writer_.code());
    begin_line();
    show_caret();
  }

  void step() override {
    is_scrolling_ = false;
    const Rectangle before = caret();
    Line& line = window_.grid->lines.back();
    if (wrong_letters_ > 0) {  // taken back
      --wrong_letters_;
      line.text.pop_back();
      line.inks.pop_back();
    } else if (line.text.size() >= target_.text.size()) {
      begin_line();
    } else if (line.text.size() > 2 && writer_.below(24) == 0) {
      line.text += static_cast<char>('a' + writer_.below(26));
      line.inks += 'p';
      ++wrong_letters_;
    } else {
      const std::size_t at = line.text.size();
      line.text += target_.text[at];
      line.inks += target_.inks[at];
    }
    show_caret();
    if (is_scrolling_) {
      scene_.touch(window_.area);
    } else {
      scene_.touch(before);
      scene_.touch(caret());
    }
  }
  std::string_view state() const override { return is_scrolling_ ? "scroll" : "typing"; }
  std::int64_t pace_us() const override { return 125'000; }

 private:
  Rectangle caret() const {
    return intersection(
        window_.grid->cell(window_.area, window_.grid->caret_line, window_.grid->caret_column),
        window_.area);
  }
  void show_caret() {
    TextGrid& grid = *window_.grid;
    grid.caret_line = static_cast<std::int32_t>(grid.lines.size()) - 1;
    grid.caret_column = static_cast<std::int32_t>(grid.lines.back().text.size());
  }
  /// At the bottom, an editor goes on half a page further up. The indentation comes by itself.
  void begin_line() {
    std::vector<Line>& lines = window_.grid->lines;
    const auto rows = static_cast<std::size_t>(window_.rows());
    if (lines.size() >= rows) {
      keep_last(lines, rows / 2);
      is_scrolling_ = true;
    }
    do target_ = writer_.code();
    while (target_.text.size() > static_cast<std::size_t>(window_.columns()) &&
           window_.columns() > 60);
    const auto indent = std::min(target_.text.find_first_not_of(' '), target_.text.size());
    lines.push_back({target_.text.substr(0, indent), target_.inks.substr(0, indent)});
  }

  Scene& scene_;
  Writer writer_;
  TextWindow window_;
  Line target_;
  std::size_t wrong_letters_ = 0;
  bool is_scrolling_ = false;
};

class Scroll : public Script {
 public:
  Scroll(Scene& scene, Seed seed) : scene_(scene), writer_(seed) {
    window_ =
        open_text(scene, scene.style().small, scene.portion(20, 45, 960, 940), "LICENSE - less");
    more(window_.rows());
  }
  /// One to four lines by the wheel, at times a page.
  void step() override {
    const auto rows = static_cast<std::uint64_t>(window_.rows());
    more(static_cast<std::int32_t>(writer_.below(16) == 0 ? rows : 1 + writer_.below(4)));
    scene_.touch(window_.area);
  }
  std::string_view state() const override { return "scroll"; }

 private:
  void more(std::int32_t lines) {
    for (std::int32_t i = 0; i < lines; ++i) window_.grid->lines.push_back(writer_.prose(80));
    keep_last(window_.grid->lines, static_cast<std::size_t>(window_.rows()));
  }
  Scene& scene_;
  Writer writer_;
  TextWindow window_;
};

class Log : public Script {
 public:
  Log(Scene& scene, Seed seed) : scene_(scene), writer_(seed) {
    const auto behind =
        open_text(scene, scene.style().text, scene.portion(30, 60, 480, 620), "bridge.cpp", false);
    for (int i = 0; i < 40; ++i) behind.grid->lines.push_back(writer_.code());
    window_ =
        open_text(scene, scene.style().text, scene.portion(300, 330, 660, 620), "service log");
    for (std::int32_t i = 0; i < window_.rows(); ++i) window_.grid->lines.push_back(writer_.log());
  }
  void step() override {
    for (auto lines = 1 + writer_.below(3); lines > 0; --lines)
      window_.grid->lines.push_back(writer_.log());
    keep_last(window_.grid->lines, static_cast<std::size_t>(window_.rows()));
    scene_.touch(window_.area);
  }
  std::string_view state() const override { return "log"; }

 private:
  Scene& scene_;
  Writer writer_;
  TextWindow window_;
};

/// Nobody there: the clock goes on once in four updates, the caret blinks half way between.
class Idle : public Script {
 public:
  Idle(Scene& scene, Seed seed) : scene_(scene), second_(static_cast<std::int64_t>(seed % 86400)) {
    Writer writer(seed);
    window_ = open_text(scene, scene.style().text, scene.portion(150, 120, 600, 640), "terminal");
    for (int i = 0; i < 12; ++i) window_.grid->lines.push_back(writer.log());
    window_.grid->lines.push_back(plain("user@bridge:~$ ", 's'));
    window_.grid->caret_line = 12;
    window_.grid->caret_column = 15;
    scene.set_clock(second_);
  }
  void step() override {
    ++update_;
    TextGrid& grid = *window_.grid;
    if (update_ % 4 == 0) scene_.set_clock(++second_);
    if (update_ % 4 != 2) return;
    grid.shows_caret = !grid.shows_caret;
    scene_.touch(
        intersection(grid.cell(window_.area, grid.caret_line, grid.caret_column), window_.area));
  }
  std::string_view state() const override { return "idle"; }
  std::int64_t pace_us() const override { return 250'000; }

 private:
  Scene& scene_;
  TextWindow window_;
  std::int64_t second_, update_ = 0;
};

}  // namespace

std::unique_ptr<Script> make_typing(Scene& scene, Seed seed) {
  return std::make_unique<Typing>(scene, seed);
}
std::unique_ptr<Script> make_scroll(Scene& scene, Seed seed) {
  return std::make_unique<Scroll>(scene, seed);
}
std::unique_ptr<Script> make_log(Scene& scene, Seed seed) {
  return std::make_unique<Log>(scene, seed);
}
std::unique_ptr<Script> make_idle(Scene& scene, Seed seed) {
  return std::make_unique<Idle>(scene, seed);
}

}  // namespace pontage::desktop
