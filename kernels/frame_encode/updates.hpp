// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/frame_encode/update_shape.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode {

/// What a job encodes: the content of its frames and rectangles.
struct Updates {
  std::int64_t width = 0, height = 0, updates = 0;
  std::int64_t rectangles_each = 1;
  std::vector<Pixel> frames = {};          ///< [updates + 1, height, width]
  std::vector<Rectangle> rectangles = {};  ///< [updates, rectangles_each]; without width: none
  std::string source = {};                 ///< what it is, for the remark

  /// Frame `number`, 0 to `updates`, as one of its own.
  desktop::Frame frame(std::int64_t number) const;
  UpdateView view() const {
    return {frames.data(), rectangles.data(), width, height, updates, rectangles_each};
  }
};

/// What a codec needs beside the frames of a size.
using RoomBesideFrames = std::function<Bytes(std::int64_t width, std::int64_t height)>;

/// The updates that a shape asks for. Refuses what the session has not, and what does not fit in
/// this machine's memory beside `room(width, height)`, with a sentence.
Result<Updates> make_updates(const UpdateShape&, Seed, const RoomBesideFrames& room);

/// One update from one frame to the next, for whoever brings pictures; `damage` may be anything.
Updates one_update(const desktop::Frame& from, const desktop::Frame& to,
                   std::vector<Rectangle> damage, std::string source);

/// `session` as a key must have it: a trace's path gets what pins its content.
AxisValue identified_session(AxisValue session);

}  // namespace pontage::frame_encode
