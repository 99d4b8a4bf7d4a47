// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/registry.hpp"

namespace pontage {

/// Adds every kernel that was built; the definition is generated from the folders.
void add_all_kernels(Registry&);

}  // namespace pontage
