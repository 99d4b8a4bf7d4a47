// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// Every layer of every damaged pixel, serial.
void composite_reference(const Args&);

/// Cells of pixels that the same layers lie on, pixel by pixel.
void composite_plain(HostTeam&, const Args&);

/// The same by vectors; a frame that no cache would keep is written past them. Only where the build
/// has Highway.
void composite_vectors(HostTeam&, const Args&);

}  // namespace pontage::frame_stages
