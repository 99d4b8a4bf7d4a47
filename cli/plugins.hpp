// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/registry.hpp"

namespace pontage::cli {

/// Loads the plug-ins among the backends that a person named (a path, or a name found in
/// $PONTAGE_PLUGIN_PATH) and puts their backends' names in their place.
Result<void> bring_plugins(Registry&, std::vector<std::string>& backends);

}  // namespace pontage::cli
