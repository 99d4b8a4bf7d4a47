// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/frame_encode/updates.hpp"
#include "libbench/picture.hpp"

namespace pontage::frame_encode {

/// The last frame of a job, its damage, and `shown`, what comes of it, side by side, small and
/// around the damage pixel by pixel, with their bytes and how near they are. `title` says how
/// `shown` was made: "decoded" by a client, or else.
std::vector<Picture> update_pictures(const Updates&, std::uint64_t stream_bytes,
                                     const desktop::Frame& shown, const std::string& title);

}  // namespace pontage::frame_encode
