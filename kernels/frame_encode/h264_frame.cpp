// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_frame.hpp"

#include <algorithm>
#include <cmath>

namespace pontage::frame_encode::h264 {
namespace {

std::uint32_t byte_of(double value) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

/// Rec. ITU-R BT.709-6, 3.2 to 3.4, backwards.
std::uint32_t pixel_of(Sample luma, Sample blue, Sample red) {
  const double y = (luma - 16) * 255.0 / 219, b = (blue - 128) * 255.0 / 224,
               r = (red - 128) * 255.0 / 224;
  return 0xff000000 | byte_of(y + 1.5748 * r) << 16 |
         byte_of(y - 0.2126 * 1.5748 / 0.7152 * r - 0.0722 * 1.8556 / 0.7152 * b) << 8 |
         byte_of(y + 1.8556 * b);
}

}  // namespace

desktop::Frame frame_of(std::span<const Sample> picture, PictureSize size) {
  desktop::Frame frame = desktop::make_frame(size.width, size.height);
  const Sample* luma = picture.data();
  const Sample* blue = luma + size.chroma_at(0);
  const Sample* red = luma + size.chroma_at(1);
  for (std::int32_t y = 0; y < size.height; ++y)
    for (std::int32_t x = 0; x < size.width; ++x) {
      const std::int64_t chroma = std::int64_t{y / 2} * size.chroma_stride() + x / 2;
      frame.row(y)[static_cast<std::size_t>(x)] =
          pixel_of(luma[std::int64_t{y} * size.luma_stride() + x], blue[chroma], red[chroma]);
    }
  return frame;
}

}  // namespace pontage::frame_encode::h264
