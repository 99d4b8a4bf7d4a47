// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "kernels/shared/desktop/frame.hpp"
#include "libbench/result.hpp"

namespace pontage::desktop {

/// Pictures one after the other, as `grim -t ppm -` or `ffmpeg -f image2pipe -c:v ppm -` write
/// them: binary PPM, 255 the brightest. Comments in a picture's head may say what the person does
/// ("# state typing") and when it was taken ("# time_us 125000").
class PictureStream {
 public:
  PictureStream(std::istream& from, std::string name) : from_(from), name_(std::move(name)) {}

  /// The next picture, false at the end. All have the size of the first.
  Result<bool> next();
  const Frame& frame() const { return frame_; }
  /// As the picture's own comments say; else "recorded", and nothing.
  const std::string& state() const { return state_; }
  std::optional<std::int64_t> time_us() const { return time_us_; }

 private:
  tl::unexpected<Error> spoilt(const std::string& what) const;
  Result<void> read_head();
  /// The next number of the head, comments before it read; below zero where there is none.
  std::int64_t number();
  void comment();

  std::istream& from_;
  std::string name_, state_;
  std::optional<std::int64_t> time_us_;
  Frame frame_;
  std::string row_;
  std::int64_t pictures_ = 0;
};

/// One picture as PictureStream reads it, with its comments.
void write_picture(std::ostream&, const Frame&, std::string_view state, std::int64_t time_us);

}  // namespace pontage::desktop
