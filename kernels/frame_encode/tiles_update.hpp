// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "kernels/shared/desktop/frame.hpp"
#include "libbench/result.hpp"

namespace pontage::frame_encode {

/// The client's side of codec T: makes `screen`, which has what the update was made against, what
/// the update shows. Bytes may come from anybody: what is not a whole update of this screen is
/// refused with a sentence, and the screen stays as it is.
Result<void> apply_tiles_update(std::span<const std::uint8_t> update, desktop::Frame& screen);

}  // namespace pontage::frame_encode
