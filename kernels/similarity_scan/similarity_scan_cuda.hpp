// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::similarity_scan {

/// One warp a piece: its lanes go across a row together, its first lane keeps what is nearest. Give
/// as many pieces as the device has warps. Then one warp a query merges what the pieces found.
void similarity_scan_warps(CudaStream&, const Args&);

}  // namespace pontage::similarity_scan
