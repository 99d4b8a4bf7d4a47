// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::unify {

/// One thread a lane, its pairs one after the other: the item of union_find_item.hpp. Give as many
/// lanes as the device has threads at a time.
void unify_threads(CudaStream&, const Args&);

}  // namespace pontage::unify
