// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "kernels/shared/desktop/frame.hpp"
#include "libbench/result.hpp"

namespace pontage::frame_encode {

/// The whole of the client's side of codec J, by libjpeg-turbo: draws what an update holds on
/// `screen`. Bytes may come from anybody: what is not a whole update of this screen in baseline
/// JPEG is refused with a sentence, and the screen stays as it is. Needs PONTAGE_HAS_LIBJPEG.
Result<void> apply_jpeg_update(std::span<const std::uint8_t> update, desktop::Frame& screen);

}  // namespace pontage::frame_encode
