// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/shared/host/affinity.hpp"
#include "backends/shared/host/host_memory.hpp"
#include "backends/shared/host/topology.hpp"
#include "libbench/axis.hpp"

namespace pontage::host {

/// The axes of every many-thread CPU backend: workers (usually one a core), pinning, pages, numa.
std::vector<AxisSpec> host_axes(const Topology&);

/// What the axes come to on a machine.
struct HostSettings {
  int workers = 1;
  Pinning pinning = Pinning::compact;
  std::vector<int> processors;  ///< of each worker; empty when none is pinned
  std::vector<int> allowed;     ///< all that the process may use
  HostMemoryOptions memory;
};

/// Reads the settings for a device called `name`; what this machine cannot do is refused with a
/// sentence.
Result<HostSettings> read_host_settings(std::string_view name, const Topology&, const Settings&);

/// For the record: workers, pinning, processors, what the machine has.
std::vector<std::pair<std::string, std::string>> facts_of(const HostSettings&, const Topology&);

}  // namespace pontage::host
