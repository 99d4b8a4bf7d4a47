// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::triple_join {

/// One cooperative launch does the whole join (partitioned_grid.hpp): its steps are separated by
/// barriers of the grid, so the host is asked nothing in between. One thread a row, or, without a
/// key, a pair of rows.
void partitioned_grid(CudaStream&, const Args&);

}  // namespace pontage::triple_join
