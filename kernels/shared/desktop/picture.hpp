// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/shared/desktop/frame.hpp"

/// Frames made into pictures for people: none of this is measured.
namespace pontage::desktop {

/// The mean of squares of k × k pixels, k the smallest that makes it at most `most_width` wide;
/// what is left over at the right and below is dropped.
Frame reduced(const Frame&, std::int32_t most_width);
/// The part of a frame that `place`, which is moved into the frame and cut to it, shows.
Frame cut(const Frame&, Rectangle place);
/// The frame, pale and grey outside the rectangles, which get an outline of `line` pixels around
/// them.
Frame marked(const Frame&, std::span<const Rectangle>, std::int32_t line);
/// The difference of two frames of one size, `gain` times, black where they are equal.
Frame difference(const Frame&, const Frame&, std::int32_t gain);
/// The mean of the squared differences of red, green and blue; 0 when they are equal.
double mean_squared_error(const Frame&, const Frame&);

/// The content of a JPEG file, by libjpeg-turbo; empty where this build has it not, or where the
/// frame has no pixel.
std::vector<std::byte> jpeg_file(const Frame&, int quality);

}  // namespace pontage::desktop
