// SPDX-License-Identifier: Apache-2.0
/// Pictures: a photo that is panned and zoomed, a video with film grain.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "kernels/shared/desktop/noise.hpp"
#include "kernels/shared/desktop/script.hpp"

namespace pontage::desktop {
namespace {

constexpr std::int32_t kPhotoWidth = 1024, kPhotoHeight = 768;

/// Between two colours, `share` of 256.
std::uint32_t mixed(std::uint32_t a, std::uint32_t b, std::uint32_t share) {
  const auto pair = [&](std::uint32_t from, std::uint32_t to) {
    return ((from & 0x00ff00ffU) * (256 - share) + (to & 0x00ff00ffU) * share) >> 8 & 0x00ff00ffU;
  };
  return 0xff000000U | pair(a, b) | (pair(a >> 8, b >> 8) & 0xffU) << 8;
}

/// A part of a photo, drawn as large as the window is: bilinear in 16.16 fixed point.
class PhotoView : public Content {
 public:
  explicit PhotoView(Frame photo) : photo_(std::move(photo)) {}

  void draw(Canvas& canvas, const Rectangle& area) const override {
    const Rectangle part = canvas.visible(area);
    for (std::int32_t y = part.y; y < part.bottom(); ++y) {
      const std::int64_t from_y = top + std::int64_t{y - area.y} * step;
      const auto share_y = static_cast<std::uint32_t>(from_y >> 8 & 255);
      const auto line = static_cast<std::int32_t>(from_y >> 16);
      const auto upper = photo_.row(within(line, photo_.height));
      const auto lower = photo_.row(within(line + 1, photo_.height));
      std::uint32_t* to = canvas.row(y);
      for (std::int32_t x = part.x; x < part.right(); ++x) {
        const std::int64_t from_x = left + std::int64_t{x - area.x} * step;
        const auto share_x = static_cast<std::uint32_t>(from_x >> 8 & 255);
        const auto column = static_cast<std::int32_t>(from_x >> 16);
        const auto a = static_cast<std::size_t>(within(column, photo_.width)),
                   b = static_cast<std::size_t>(within(column + 1, photo_.width));
        to[x] =
            mixed(mixed(upper[a], upper[b], share_x), mixed(lower[a], lower[b], share_x), share_y);
      }
    }
  }

  std::int64_t left = 0, top = 0, step = 65536;  ///< in 65536ths of the photo's pixels

 private:
  /// The last pixel goes on beyond the edge.
  static std::int32_t within(std::int32_t at, std::int32_t size) { return std::min(at, size - 1); }
  Frame photo_;
};

class PhotoScript : public Script {
 public:
  PhotoScript(Scene& scene, Seed seed) : scene_(scene), rng_(seed) {
    auto view = std::make_unique<PhotoView>(make_photo(kPhotoWidth, kPhotoHeight, seed));
    view_ = view.get();
    scene.add({scene.portion(110, 90, 780, 840), "evening.png", std::move(view), true});
    zoom(8);
  }
  /// By turns 24 updates of panning and 24 of zooming.
  void step() override {
    is_zooming_ = update_ / 24 % 2 == 1;
    if (update_ % 24 == 0) {
      pan_x_ = static_cast<std::int64_t>(rng_.below(9)) - 4;
      pan_y_ = static_cast<std::int64_t>(rng_.below(5)) - 2;
      if (pan_x_ == 0 && pan_y_ == 0) pan_x_ = 3;
    }
    if (is_zooming_) {
      zoom(update_ / 48 % 2 == 0 ? 1 : -1);
    } else {
      view_->left += pan_x_ * 3 * view_->step * scene_.style().scale;
      view_->top += pan_y_ * 3 * view_->step * scene_.style().scale;
      stay_within();
    }
    ++update_;
    scene_.touch(scene_.windows().back().area);
  }
  std::string_view state() const override { return is_zooming_ ? "zoom" : "pan"; }

 private:
  const Rectangle& area() const { return scene_.windows().back().area; }
  /// About the middle of the window; 24 steps in one direction make it about twice as large.
  void zoom(std::int64_t steps) {
    level_ = std::clamp<std::int64_t>(level_ + steps, 0, 32);
    // At level 0 the photo is just large enough for the window.
    const std::int64_t whole = std::min(std::int64_t{kPhotoWidth} * 65536 / area().width,
                                        std::int64_t{kPhotoHeight} * 65536 / area().height);
    const std::int64_t before = view_->step;
    view_->step = std::max<std::int64_t>(whole * (56 - level_) / 56, 1);
    view_->left += (before - view_->step) * area().width / 2;
    view_->top += (before - view_->step) * area().height / 2;
    stay_within();
  }
  void stay_within() {
    const auto most = [&](std::int32_t photo, std::int32_t window) {
      return std::max<std::int64_t>(0, std::int64_t{photo} * 65536 - view_->step * window);
    };
    view_->left = std::clamp<std::int64_t>(view_->left, 0, most(kPhotoWidth, area().width));
    view_->top = std::clamp<std::int64_t>(view_->top, 0, most(kPhotoHeight, area().height));
  }

  Scene& scene_;
  Rng rng_;
  PhotoView* view_ = nullptr;
  std::int64_t level_ = 0, pan_x_ = 0, pan_y_ = 0, update_ = 0;
  bool is_zooming_ = false;
};

/// A plasma of four waves with film grain over it, a new one each update.
class VideoView : public Content {
 public:
  explicit VideoView(Seed seed) : seed_(seed) {
    Rng rng(seed);
    for (auto& grain : grain_) {
      // The sum of four is nearly normal: within ±14, mostly within ±6.
      std::int32_t sum = -14;
      for (int i = 0; i < 4; ++i) sum += static_cast<std::int32_t>(rng.below(8));
      grain = sum;
    }
    for (std::int64_t i = 0; i < 512; ++i) {
      // Channels stay within 20 to 235, so that grain never leaves 0 to 255.
      const auto channel = [&](std::int64_t phase) {
        return static_cast<std::uint32_t>(128 + wave(i / 2 + phase) * 107 / 255);
      };
      palette_[static_cast<std::size_t>(i)] =
          0xff000000U | channel(0) << 16 | channel(70) << 8 | channel(150);
    }
  }

  void draw(Canvas& canvas, const Rectangle& area) const override {
    const Rectangle part = canvas.visible(area);
    std::vector<std::int32_t> across(static_cast<std::size_t>(std::max(part.width, 0)));
    for (std::int32_t x = 0; x < part.width; ++x) {
      const std::int64_t u = position(part.x + x - area.x, area.width);
      across[static_cast<std::size_t>(x)] = wave(u / 3 + frame * 2) + wave(u / 5 - frame);
    }
    for (std::int32_t y = part.y; y < part.bottom(); ++y) {
      const std::int64_t v = position(y - area.y, area.height);
      const std::int32_t down = wave(v / 4 - frame * 3) + 1024;
      const std::size_t offset =
          mix64(seed_ ^ static_cast<std::uint64_t>(frame * 65536 + (y - area.y))) % grain_.size();
      std::uint32_t* to = canvas.row(y);
      for (std::int32_t x = part.x; x < part.right(); ++x) {
        const std::int64_t u = position(x - area.x, area.width);
        const std::int32_t sum =
            across[static_cast<std::size_t>(x - part.x)] + down + wave((u + v) / 3 + frame);
        const std::int32_t grain =
            grain_[(offset + static_cast<std::size_t>(x - area.x)) & (grain_.size() - 1)];
        to[x] = palette_[static_cast<std::size_t>(sum) / 2 & 511] +
                static_cast<std::uint32_t>(grain * 0x010101);
      }
    }
  }

  std::int64_t frame = 0;

 private:
  /// In thousandths of the picture's side.
  static std::int64_t position(std::int32_t at, std::int32_t of) {
    return std::int64_t{at} * 1000 / of;
  }
  Seed seed_;
  std::array<std::int32_t, 65536> grain_{};
  std::array<std::uint32_t, 512> palette_{};
};

class VideoScript : public Script {
 public:
  VideoScript(Scene& scene, Seed seed) : scene_(scene) {
    auto view = std::make_unique<VideoView>(seed);
    view_ = view.get();
    scene.add({scene.portion(200, 150, 500, 514), "video - 30 fps", std::move(view), true});
  }
  void step() override {
    ++view_->frame;
    scene_.touch(scene_.windows().back().area);
  }
  std::string_view state() const override { return "video"; }

 private:
  Scene& scene_;
  VideoView* view_ = nullptr;
};

}  // namespace

std::unique_ptr<Script> make_photo_script(Scene& scene, Seed seed) {
  return std::make_unique<PhotoScript>(scene, seed);
}
std::unique_ptr<Script> make_video(Scene& scene, Seed seed) {
  return std::make_unique<VideoScript>(scene, seed);
}

}  // namespace pontage::desktop
