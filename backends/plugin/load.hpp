// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "backends/plugin/plugin_library.hpp"
#include "libbench/registry.hpp"

namespace pontage::plugin {

/// Adds the backend that a library offers and its variants of the kernels registered so far;
/// variants of unknown kernels are passed over. Refused when a backend of the name is there
/// already. The library stays loaded as long as the registry lives.
Result<const Backend*> add_plugin(Registry&, std::shared_ptr<PluginLibrary>);

/// The file that a `--backend` word means: itself when it holds a slash or ends in .so, else
/// lib<word>.so or <word>.so in one of the folders; empty when there is none.
std::string find_plugin(const std::string& word, const std::vector<std::string>& folders);
/// $PONTAGE_PLUGIN_PATH, taken apart at colons.
std::vector<std::string> plugin_folders();

}  // namespace pontage::plugin
