// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/updates.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "kernels/shared/desktop/session.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::frame_encode {
namespace {

constexpr std::int64_t kUsualWidth = 1920, kUsualHeight = 1080;

/// What the session showed and damaged, update by update.
struct Shown {
  std::vector<std::vector<Rectangle>> damage;
  std::vector<std::string> states;
};

Result<std::unique_ptr<desktop::FrameSource>> open(const UpdateShape& shape, Seed seed) {
  desktop::FramesSpec spec{.session = shape.session,
                           .width = static_cast<std::int32_t>(shape.width),
                           .height = static_cast<std::int32_t>(shape.height),
                           .seed = seed};
  if (desktop::is_script(shape.session)) {
    if (spec.width == 0) spec.width = kUsualWidth;
    if (spec.height == 0) spec.height = kUsualHeight;
  }
  return desktop::open_frames(spec);
}

Result<void> advance(desktop::FrameSource& source, const UpdateShape& shape, std::int64_t update) {
  auto more = source.advance();
  if (!more) return pass_on(more.error());
  if (!*more)
    return fail(ErrorKind::refused, "'" + shape.session + "' ends before its update " +
                                        std::to_string(update) + "; give smaller update, updates");
  return {};
}

void append_frame(Updates& all, const desktop::Frame& frame) {
  all.frames.insert(all.frames.end(), frame.pixels.begin(), frame.pixels.end());
}

void append_update(Updates& all, const desktop::FrameSource& source, bool is_full, Shown& shown) {
  append_frame(all, source.frame());
  const auto damage = source.damage();
  shown.damage.emplace_back(damage.begin(), damage.end());
  if (is_full) shown.damage.back() = {{0, 0, source.frame().width, source.frame().height}};
  if (shown.states.empty() || shown.states.back() != source.state())
    shown.states.emplace_back(source.state());
}

void set_rectangles(Updates& all, const std::vector<std::vector<Rectangle>>& damage) {
  std::size_t most = 1;
  for (const auto& rectangles : damage) most = std::max(most, rectangles.size());
  all.rectangles_each = static_cast<std::int64_t>(most);
  for (const auto& rectangles : damage) {
    all.rectangles.insert(all.rectangles.end(), rectangles.begin(), rectangles.end());
    all.rectangles.resize(all.rectangles.size() + most - rectangles.size());
  }
}

/// The frames before the job's first update, and, where a client joins, that update.
Result<void> begin_session(desktop::FrameSource& source, const UpdateShape& shape, Updates& all,
                           Shown& shown) {
  for (std::int64_t at = 1; at < shape.update; ++at)
    if (auto done = advance(source, shape, at); !done) return done;
  if (shape.update == 0) {
    // What a client shows before its first update: black.
    all.frames.resize(source.frame().pixels.size(), Pixel{0xff000000});
    shown.damage.push_back({{0, 0, source.frame().width, source.frame().height}});
    shown.states.emplace_back("joins");
  }
  append_frame(all, source.frame());
  return {};
}

std::string described(const UpdateShape& shape, const Updates& all, const Shown& shown) {
  std::string text = shape.session + ", " + std::to_string(all.width) + "x" +
                     std::to_string(all.height) + ", update " + std::to_string(shape.update);
  if (all.updates > 1) text += " to " + std::to_string(shape.update + all.updates - 1);
  text += " (";
  for (std::size_t i = 0; i < shown.states.size(); ++i)
    text += (i == 0 ? "" : ", ") + shown.states[i];
  return text + ")";
}

}  // namespace

Result<Updates> make_updates(const UpdateShape& shape, Seed seed,
                             const RoomBesideFrames& own_room) {
  auto opened = open(shape, seed);
  if (!opened) return pass_on(opened.error());
  desktop::FrameSource& source = **opened;
  Updates all{
      .width = source.frame().width, .height = source.frame().height, .updates = shape.updates};
  const std::int64_t frame_bytes = all.width * all.height * std::int64_t{sizeof(Pixel)};
  // Here, in the device's memory, and once more where a device has a memory of its own.
  if (auto room =
          check_room(Bytes{3 * (shape.updates + 1) * frame_bytes} + own_room(all.width, all.height),
                     "encoding " + std::to_string(shape.updates) + " updates of " +
                         std::to_string(all.width) + "x" + std::to_string(all.height),
                     "give smaller updates, width or height");
      !room)
    return pass_on(room.error());
  all.frames.reserve(static_cast<std::size_t>((shape.updates + 1) * all.width * all.height));
  Shown shown;
  if (auto done = begin_session(source, shape, all, shown); !done) return pass_on(done.error());
  for (std::int64_t at = std::max<std::int64_t>(shape.update, 1); at < shape.update + shape.updates;
       ++at) {
    if (auto done = advance(source, shape, at); !done) return pass_on(done.error());
    append_update(all, source, shape.damage == "full", shown);
  }
  PONTAGE_CHECK(std::ssize(shown.damage) == shape.updates, shown.damage.size());
  set_rectangles(all, shown.damage);
  all.source = described(shape, all, shown);
  return all;
}

desktop::Frame Updates::frame(std::int64_t number) const {
  const auto from = frames.begin() + number * width * height;
  return {static_cast<std::int32_t>(width),
          static_cast<std::int32_t>(height),
          {from, from + width * height}};
}

Updates one_update(const desktop::Frame& from, const desktop::Frame& to,
                   std::vector<Rectangle> damage, std::string source) {
  PONTAGE_CHECK(from.width == to.width && from.height == to.height, from.width, to.width);
  Updates all{.width = to.width, .height = to.height, .updates = 1};
  append_frame(all, from);
  append_frame(all, to);
  set_rectangles(all, {std::move(damage)});
  all.source = std::move(source);
  return all;
}

AxisValue identified_session(AxisValue session) {
  return desktop::pinned_session(std::get<std::string>(std::move(session)));
}

}  // namespace pontage::frame_encode
