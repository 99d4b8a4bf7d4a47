// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// A block a piece; its threads take columns, so that loads are next to each other.
void composite_threads(CudaStream&, const Args&);

}  // namespace pontage::frame_stages
