// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/shared/desktop/canvas.hpp"
#include "kernels/shared/desktop/landscape.hpp"

namespace pontage::desktop {

/// What a window shows. Drawn from what it holds alone, so any part can be drawn again.
class Content {
 public:
  virtual ~Content() = default;
  virtual void draw(Canvas&, const Rectangle& area) const = 0;
};

/// Sizes and fonts at one density: everything is `scale` times as large where a screen has that
/// many times 1080 lines.
struct Style {
  explicit Style(std::int32_t screen_width, std::int32_t screen_height);

  std::int32_t scale;
  Font text, small, label, title;
  std::int32_t panel() const { return 28 * scale; }
  std::int32_t title_bar() const { return 30 * scale; }
  std::int32_t border() const { return scale; }
  std::int32_t shadow() const { return 22 * scale; }
};

struct Window {
  Rectangle area;  ///< of the content; title bar, border and shadow are around it
  std::string title;
  std::unique_ptr<Content> content;
  bool is_active = true;
};

/// A desktop: a wallpaper, windows from the bottom, a panel on top and a pointer, kept as a
/// picture. Whoever changes something says where (`touch`); `redraw` draws exactly there.
class Scene {
 public:
  Scene(std::int32_t width, std::int32_t height, Seed seed);

  const Style& style() const { return style_; }
  const Frame& frame() const { return frame_; }
  /// Where windows go: the screen without the panel.
  Rectangle workspace() const;
  /// A part of the workspace, in thousandths of it.
  Rectangle portion(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height) const;

  std::vector<Window>& windows() { return windows_; }
  Window& add(Window);
  /// A window with its border and title bar, and with its shadow.
  Rectangle body(const Window&) const;
  Rectangle reach(const Window&) const;

  void move_pointer(std::int32_t x, std::int32_t y);
  void set_clock(std::int64_t second_of_day);
  /// Takes windows away and touches everything.
  void clear();

  void touch(const Rectangle&);
  /// Draws what was touched; `damage` then says where, until the next one.
  void redraw();
  std::span<const Rectangle> damage() const { return damage_; }
  /// Everything drawn anew on another frame: what `frame` must be equal to.
  Frame drawn_whole() const;

 private:
  struct Pointer {
    std::int32_t x = 0, y = 0;
  };
  void draw(Canvas&) const;
  void draw_window(Canvas&, const Window&) const;
  void draw_panel(Canvas&) const;
  void draw_pointer(Canvas&) const;
  Rectangle clock_place() const;
  Rectangle pointer_place() const;

  Style style_;
  Frame frame_;
  Landscape wallpaper_;
  std::vector<Window> windows_;
  std::optional<Pointer> pointer_;
  std::string clock_;
  std::vector<Rectangle> touched_, damage_;
};

}  // namespace pontage::desktop
