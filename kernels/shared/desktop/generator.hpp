// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "kernels/shared/desktop/frame_source.hpp"

namespace pontage::desktop {

/// A desktop drawn by a script; null where there is no such script. The size is at least 1 × 1.
std::unique_ptr<FrameSource> make_generator(std::string_view script, std::int32_t width,
                                            std::int32_t height, Seed seed);

}  // namespace pontage::desktop
