// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/registry.hpp"

namespace pontage {

/// Adds every backend that was built; the definition is generated from the folders.
void add_all_backends(Registry&);

}  // namespace pontage
