// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backends/plugin/plugin_library.hpp"

namespace pontage::plugin {

/// Opens a device of the library. What it says about itself is checked as its table was.
Result<std::unique_ptr<Device>> open_device(const std::shared_ptr<PluginLibrary>&, const Settings&,
                                            const PlantedDelays*);

}  // namespace pontage::plugin
