// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/shared/desktop/frame_source.hpp"
#include "libbench/dialect.hpp"
#include "libbench/shape.hpp"

namespace pontage::frame_encode {

using desktop::Rectangle;
/// A pixel as frames have it: 0x??RRGGBB; no codec looks at its highest byte but the lossless one.
using Pixel = std::uint32_t;

/// A session of so many updates is the longest that one job takes.
inline constexpr std::int64_t kMostUpdates = 1024;

/// Updates of one screen, to be encoded: the first fields of every such problem's shape.
///
/// Shapes   frames [updates + 1, height, width] u32 (dataset: where the compositor left them; frame
///          i is what the client has when update i is encoded, frame i + 1 what it must see);
///          rectangles [updates, n] of Rectangle (request: the damage of each update; those of no
///          width or height say nothing); stream [room] u8 (response: the updates' bytes one
///          after the other); sizes [updates] u64 (response: the bytes of each of them).
/// Judge    exact: every codec's bytes are defined to the last bit. What stands in `stream` beyond
///          the sum of `sizes` says nothing.
/// An update that changes nothing takes no bytes.
struct UpdateShape {
  std::string session;  ///< a script of the desktop generator, or the path of a recorded trace
  std::int64_t width = 0, height = 0;  ///< of the screen; 0: 1920 and 1080, or the trace's own
  std::int64_t update = 0;   ///< number of the first update; 0 is a client that joins: all is new
  std::int64_t updates = 0;  ///< consecutive updates in one job
  std::string damage;        ///< whose rectangles: "session", or "full": one, of the whole frame
};

enum UpdateValue : std::size_t { kFrames = 0, kRectangles = 1, kStream = 2, kSizes = 3 };
/// The first value that a kernel adds of its own.
inline constexpr std::size_t kFirstOwnValue = 4;

/// The updates' fields at the front of shape S, which has UpdateShape as its base.
template <class S>
std::vector<Field<S>> with_update_fields(std::vector<Field<S>> own) {
  std::vector<Field<S>> fields{
      {{"session", "",
        "typing, scroll, log, window, list, photo, video, cursor, idle, mixed, or a trace's path",
        "typing"},
       &S::session},
      {{"width", "count", "pixels of a row; 0: 1920, or as the trace has it", 0, 0,
        desktop::kLongestSide},
       &S::width},
      {{"height", "count", "rows; 0: 1080, or as the trace has it", 0, 0, desktop::kLongestSide},
       &S::height},
      {{"update", "count", "the first update of the job; 0: a client joins, all is new", 1, 0,
        1 << 20},
       &S::update},
      {{"updates", "count", "consecutive updates in one job", 1, 1, kMostUpdates}, &S::updates},
      {{"damage",
        "",
        "the session's rectangles, or the whole frame",
        "session",
        0,
        0,
        {"session", "full"}},
       &S::damage},
  };
  for (Field<S>& field : own) fields.push_back(std::move(field));
  return fields;
}

/// A job's input as a variant sees it.
struct UpdateView {
  const Pixel* frames = nullptr;
  const Rectangle* rectangles = nullptr;
  std::int64_t width = 0, height = 0, updates = 0;
  std::int64_t rectangles_each = 0;

  std::int64_t frame_pixels() const { return width * height; }
  const Pixel* previous(std::int64_t update) const { return frames + update * frame_pixels(); }
  const Pixel* current(std::int64_t update) const { return previous(update + 1); }
  std::span<const Rectangle> damage(std::int64_t update) const {
    return {rectangles + update * rectangles_each, static_cast<std::size_t>(rectangles_each)};
  }
};

inline UpdateView update_view(const Args& args) {
  const auto& shape = args.shape_as<UpdateShape>();
  const std::int64_t bytes = args.size[kRectangles].count();
  return {args.value<const Pixel>(kFrames),
          args.value<const Rectangle>(kRectangles),
          shape.width,
          shape.height,
          shape.updates,
          bytes / (shape.updates * static_cast<std::int64_t>(sizeof(Rectangle)))};
}

}  // namespace pontage::frame_encode
