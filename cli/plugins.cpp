// SPDX-License-Identifier: Apache-2.0
#include "cli/plugins.hpp"

#include "backends/plugin/load.hpp"
#include "cli/child_runs.hpp"

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

Result<void> try_plugins(const Session& session, const std::vector<std::string>& backends,
                         double seconds) {
  for (const std::string& word : backends) {
    if (session.registry.backend(word)) continue;
    const std::string path = plugin::find_plugin(word, plugin::plugin_folders());
    if (path.empty()) continue;
    const auto end = run_child(
        session.executable,
        {"conformance", "--backend", path, "--child-check", "load", "--child-out", "/dev/null"},
        seconds);
    if (!end) return pass_on(end.error());
    if (const std::string how = violent_end(*end); !how.empty())
      return fail(ErrorKind::refused, path + ": the process that loaded it " + how);
  }
  return {};
}

}  // namespace pontage::cli
