// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/load.hpp"

#include <cstdlib>
#include <filesystem>

#include "backends/plugin/plugin_device.hpp"
#include "libbench/settings_json.hpp"

namespace pontage::plugin {
namespace {

class PluginBackend final : public Backend {
 public:
  explicit PluginBackend(std::shared_ptr<PluginLibrary> library) : library_(std::move(library)) {}
  std::string_view name() const override { return library_->name(); }
  std::string_view summary() const override { return library_->summary(); }
  std::span<const AxisSpec> axes() const override { return library_->axes(); }
  Result<void> available() const override {
    if (library_->table().available == nullptr) return {};
    Sentence why;
    const pontage_status status = library_->table().available(why.room());
    if (status == PONTAGE_OK) return {};
    return pass_on(error_of(status, why, library_->name(), "looking for a device"));
  }
  bool has_queues() const override { return true; }
  std::string_view placement_remark() const override { return library_->remark(); }
  Result<std::unique_ptr<Device>> open(const Settings& set,
                                       const PlantedDelays* delays) const override {
    return open_device(library_, set, delays);
  }

 private:
  std::shared_ptr<PluginLibrary> library_;
};

/// Asks the library whether its variant can do a problem.
std::string refusal(const PluginLibrary& library, const PluginVariant& variant,
                    const Problem& problem) {
  const auto fields = shape_struct(*variant.schema, problem.shape());
  const std::string json = settings_json(problem.shape().settings());
  Sentence why;
  const pontage_status status =
      library.table().can_run(variant.index, fields.data(), json.c_str(), why.room());
  return status == PONTAGE_OK ? std::string() : why.text("it refuses without a sentence");
}

Result<void> add_variant(Registry& registry, const std::shared_ptr<PluginLibrary>& library,
                         PluginVariant& plugin_variant) {
  const auto kernel = registry.kernel(plugin_variant.kernel);
  if (!kernel) return {};  // a library may know kernels that this build has not
  plugin_variant.schema = &(*kernel)->shape_schema();
  Variant variant{plugin_variant.name, ForeignEntry{library->dialect(), &plugin_variant},
                  plugin_variant.remark};
  if (library->table().can_run != nullptr)
    variant.refusal = [library, &plugin_variant](const Problem& problem) {
      return refusal(*library, plugin_variant, problem);
    };
  return registry.add_variant(plugin_variant.kernel, std::move(variant));
}

}  // namespace

Result<const Backend*> add_plugin(Registry& registry, std::shared_ptr<PluginLibrary> library) {
  if (registry.backend(library->name()))
    return fail(ErrorKind::usage, "there is already a backend '" + library->name() +
                                      "'; a plug-in needs its own name");
  for (PluginVariant& variant : library->variants())
    if (auto added = add_variant(registry, library, variant); !added)
      return fail_within(added.error(), library->name());
  const std::string name = library->name();
  registry.add(std::make_unique<PluginBackend>(std::move(library)));
  return registry.backend(name);
}

std::vector<std::string> plugin_folders() {
  std::vector<std::string> folders;
  const char* path = std::getenv("PONTAGE_PLUGIN_PATH");
  std::string rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    if (colon != 0) folders.push_back(rest.substr(0, colon));
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return folders;
}

std::string find_plugin(const std::string& word, const std::vector<std::string>& folders) {
  if (word.find('/') != std::string::npos || word.ends_with(".so")) return word;
  for (const std::string& folder : folders)
    for (const std::string& file : {"lib" + word + ".so", word + ".so"}) {
      const auto path = std::filesystem::path(folder) / file;
      std::error_code error;
      if (std::filesystem::is_regular_file(path, error)) return path.string();
    }
  return {};
}

}  // namespace pontage::plugin
