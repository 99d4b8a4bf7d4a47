// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernels/frame_encode/tile_stripes.hpp"
#include "libbench/dialect.hpp"

namespace pontage::frame_encode {

/// Pixel by pixel: the text to read first.
extern const TileSteps kPlainSteps;

/// One stripe after the other, serial.
void encode_tiles_reference(const Args&);

/// Stripes by workers, tiles looked at by vectors (Highway).
void encode_tiles_vectors(HostTeam&, const Args&);
/// The instruction set that `vectors` runs on here.
std::string tiles_vectors_target();

}  // namespace pontage::frame_encode
