// SPDX-License-Identifier: Apache-2.0
#include "cli/plugins.hpp"

#include "backends/plugin/load.hpp"

namespace pontage::cli {

Result<void> bring_plugins(Registry& registry, std::vector<std::string>& backends) {
  for (std::string& word : backends) {
    if (registry.backend(word)) continue;
    const std::string path = plugin::find_plugin(word, plugin::plugin_folders());
    if (path.empty()) continue;  // an unknown name is said with the list of known ones
    auto library = plugin::PluginLibrary::load(path);
    if (!library) return pass_on(library.error());
    auto backend = plugin::add_plugin(registry, std::move(*library));
    if (!backend) return pass_on(backend.error());
    word = (*backend)->name();
  }
  return {};
}

}  // namespace pontage::cli
