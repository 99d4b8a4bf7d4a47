// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/shared/desktop/frame.hpp"

namespace pontage::desktop {

/// Where two pictures of one size differ, for those that come without damage: each rectangle goes
/// round what changed in neighbouring tiles of 64 × 64, and they do not overlap across rows of
/// tiles. None where the pictures are equal.
std::vector<Rectangle> find_damage(const Frame& before, const Frame& after);

}  // namespace pontage::desktop
