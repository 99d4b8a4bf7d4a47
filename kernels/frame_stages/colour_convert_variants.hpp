// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// Square after square, serial.
void colour_convert_reference(const Args&);

/// The same, a run an item.
void colour_convert_plain(HostTeam&, const Args&);

/// By the vectors of kernels/shared/colour. Only where the build has Highway.
void colour_convert_vectors(HostTeam&, const Args&);

}  // namespace pontage::frame_stages
