// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kernels/shared/desktop/frame.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::desktop {

/// What a screen shows, update by update. The same pixels on every machine and compiler.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// The screen as it is now: before the first `advance`, what is there when a client joins.
  virtual const Frame& frame() const = 0;
  /// Draws the next update. False at the end of a recording; a script never ends. An error names
  /// the file and what is wrong in it.
  virtual Result<bool> advance() = 0;
  /// Where the last update changed `frame()`: every pixel that changed is in one of them, at least.
  /// They lie within the frame, may overlap, and are none when nothing changed.
  virtual std::span<const Rectangle> damage() const = 0;
  /// What the person is doing in this update ("typing", "scroll", …), for figures by state.
  virtual std::string_view state() const = 0;
  /// When the last update came, in microseconds after the first picture. Nobody waits for it.
  virtual std::int64_t time_us() const { return 0; }
};

/// What `open_frames` makes frames from.
struct FramesSpec {
  /// A script: typing, scroll, log, window, list, photo, video, cursor, idle, or mixed (one after
  /// the other); else the path of a recorded trace.
  std::string session;
  std::int32_t width = 0, height = 0;  ///< of a script; a trace has its own and both are 0 or equal
  Seed seed{};
};

/// Refuses an unknown script, a size beyond 1 to 16384 either way and an unreadable or foreign
/// trace with a sentence.
Result<std::unique_ptr<FrameSource>> open_frames(const FramesSpec&);

}  // namespace pontage::desktop
