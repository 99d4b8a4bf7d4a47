// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/jpeg_tables.hpp"

namespace pontage::frame_encode {

/// The forward transform of 8 by 8 samples less 128, in place, scaled by 8: that of Loeffler,
/// Ligtenberg and Moschytz (ICASSP 1989) with 13 fraction bits, rounded where libjpeg's "islow"
/// rounds, so that coefficients are the same to the last bit.
void transform_block(std::int16_t* block);

/// Coefficient / divisor, scaled by 8 as `transform_block` leaves it, rounded, halves away from 0.
std::int16_t quantised(std::int32_t coefficient, int divisor);

/// What the plain text makes of 8 rows of samples: zigzag [64] and its mask.
std::uint64_t code_block(const std::uint8_t* samples, std::int64_t stride, const QuantTable&,
                         std::int16_t* zigzag);

}  // namespace pontage::frame_encode
