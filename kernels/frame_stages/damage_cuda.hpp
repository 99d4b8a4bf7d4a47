// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// A warp a candidate: its lanes take columns and add up their sums.
void damage_threads(CudaStream&, const Args&);

}  // namespace pontage::frame_stages
