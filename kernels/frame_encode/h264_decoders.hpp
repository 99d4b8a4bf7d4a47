// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pontage::frame_encode::h264::test {

/// What a decoder that is not ours makes of a stream: every picture as I420, cropped, its rows
/// without gaps; and what it complained of, empty when of nothing.
struct Decoded {
  int width = 0, height = 0;
  std::vector<std::vector<std::uint8_t>> pictures;
  std::string complaints;
};

/// ffmpeg's (libavcodec) and Cisco's; each update of `sizes` is handed over by itself, as it comes
/// from a network. Only where the build has them.
Decoded decode_by_libavcodec(std::span<const std::uint8_t> stream,
                             std::span<const std::uint64_t> sizes);
Decoded decode_by_openh264(std::span<const std::uint8_t> stream,
                           std::span<const std::uint64_t> sizes);

}  // namespace pontage::frame_encode::h264::test
