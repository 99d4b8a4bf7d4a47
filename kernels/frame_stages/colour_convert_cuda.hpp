// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// A block a run; one thread a square of two by two pixels.
void colour_convert_threads(CudaStream&, const Args&);

}  // namespace pontage::frame_stages
