// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/device_code.hpp"

namespace pontage::colour {

/// A pixel is 0xXXRRGGBB, in memory the bytes B, G, R, X (BGRX8888); X is not read.
PONTAGE_ITEM constexpr std::int32_t blue(std::uint32_t pixel) {
  return static_cast<std::int32_t>(pixel & 255);
}
PONTAGE_ITEM constexpr std::int32_t green(std::uint32_t pixel) {
  return static_cast<std::int32_t>(pixel >> 8 & 255);
}
PONTAGE_ITEM constexpr std::int32_t red(std::uint32_t pixel) {
  return static_cast<std::int32_t>(pixel >> 16 & 255);
}

/// The chroma of a square of two by two pixels.
struct Chroma {
  std::uint8_t cb = 0, cr = 0;
};

/// BT.601 with the full range, as JFIF has it; bit for bit what libjpeg and libjpeg-turbo make:
/// every pixel is converted in fixed point of 16 bits, and a square's chroma is the mean of its
/// four, rounded by 1/4 in even columns and by 1/2 in odd ones (IJG jccolor.c, jcsample.c:
/// h2v2_downsample).
struct Bt601Full {
  PONTAGE_ITEM static constexpr std::uint8_t luma(std::uint32_t p) {
    return static_cast<std::uint8_t>((19595 * red(p) + 38470 * green(p) + 7471 * blue(p) + 32768) >>
                                     16);
  }
  PONTAGE_ITEM static constexpr Chroma chroma_of_pixel(std::uint32_t p) {
    constexpr std::int32_t kHalfway = (128 << 16) + 32767;
    return {static_cast<std::uint8_t>(
                (32768 * blue(p) - 11058 * red(p) - 21710 * green(p) + kHalfway) >> 16),
            static_cast<std::uint8_t>(
                (32768 * red(p) - 27439 * green(p) - 5329 * blue(p) + kHalfway) >> 16)};
  }
  /// `column` counts squares from the left of the picture.
  PONTAGE_ITEM static constexpr Chroma chroma(std::uint32_t upper_left, std::uint32_t upper_right,
                                              std::uint32_t lower_left, std::uint32_t lower_right,
                                              std::int64_t column) {
    const Chroma a = chroma_of_pixel(upper_left), b = chroma_of_pixel(upper_right),
                 c = chroma_of_pixel(lower_left), d = chroma_of_pixel(lower_right);
    const int bias = 1 + static_cast<int>(column & 1);
    return {static_cast<std::uint8_t>((a.cb + b.cb + c.cb + d.cb + bias) >> 2),
            static_cast<std::uint8_t>((a.cr + b.cr + c.cr + d.cr + bias) >> 2)};
  }
};

/// BT.709 with the limited range (luma 16 to 235, chroma 16 to 240) in fixed point 8.8, halves
/// upwards. A square's chroma is that of the sum of its four pixels, rounded once. The factors of a
/// row of chroma add up to 0, so grey is 128 exactly (ITU-R BT.709-6, 3.2 to 3.4: the exact ones
/// are 46.74, 157.24, 15.87; −25.76, −86.67, 112.44; 112.44, −102.13, −10.31).
struct Bt709Limited {
  PONTAGE_ITEM static constexpr std::uint8_t luma(std::uint32_t p) {
    return static_cast<std::uint8_t>(
        (47 * red(p) + 157 * green(p) + 16 * blue(p) + (16 << 8) + 128) >> 8);
  }
  PONTAGE_ITEM static constexpr Chroma chroma(std::uint32_t upper_left, std::uint32_t upper_right,
                                              std::uint32_t lower_left, std::uint32_t lower_right,
                                              std::int64_t /*column*/) {
    constexpr std::int32_t kHalfway = (128 << 10) + 512;
    const std::int32_t b =
        blue(upper_left) + blue(upper_right) + blue(lower_left) + blue(lower_right);
    const std::int32_t g =
        green(upper_left) + green(upper_right) + green(lower_left) + green(lower_right);
    const std::int32_t r = red(upper_left) + red(upper_right) + red(lower_left) + red(lower_right);
    return {static_cast<std::uint8_t>((112 * b - 26 * r - 86 * g + kHalfway) >> 10),
            static_cast<std::uint8_t>((112 * r - 102 * g - 10 * b + kHalfway) >> 10)};
  }
};

}  // namespace pontage::colour
