// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// One thread a seed: the item itself. The hardware's threads are the contexts, so the shape's are
/// not read.
void khop_threads(CudaStream&, const Args&);

}  // namespace pontage::graph_walk
