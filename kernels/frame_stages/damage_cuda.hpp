// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// A warp a candidate: a lane takes a row, and their sums are added up.
void damage_threads(CudaStream&, const Args&);

}  // namespace pontage::frame_stages
