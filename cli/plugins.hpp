// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "libbench/registry.hpp"

namespace pontage::cli {

/// Loads the plug-ins among the backends that a person named (a path, or a name found in
/// $PONTAGE_PLUGIN_PATH) and puts their backends' names in their place.
Result<void> bring_plugins(Registry&, std::vector<std::string>& backends);

/// Loads them in a process of its own first, for whoever wants to outlive a library that crashes or
/// hangs while it is loaded: such a one is refused with a sentence.
Result<void> try_plugins(const Session&, const std::vector<std::string>& backends, double seconds);

}  // namespace pontage::cli
