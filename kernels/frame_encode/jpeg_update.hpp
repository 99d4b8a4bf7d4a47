// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libbench/result.hpp"

namespace pontage::frame_encode {

/// A picture of an update and which rows of pixels of the screen it is.
struct JpegPicture {
  std::int64_t top = 0, height = 0;
  std::span<const std::uint8_t> jpeg;  ///< within the update
};

/// The client's side of codec J, but for JPEG itself: the pictures of an update, from the top.
/// Bytes may come from anybody: what is not a whole update of a screen of this size is refused with
/// a sentence. What the pictures are, only a decoder tells; it must look at their size.
Result<std::vector<JpegPicture>> read_jpeg_update(std::span<const std::uint8_t> update,
                                                  std::int64_t width, std::int64_t height);

}  // namespace pontage::frame_encode
