// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "libbench/environment.hpp"
#include "libbench/system_files.hpp"

namespace pontage {

/// Fills in what /proc/cpuinfo and /sys/devices/system/cpu say: processor, instruction set, clock,
/// counts and caches.
void read_processor(const SystemFiles&, Environment&);
/// Fills in what the kernel and its settings say: host, kernel, NUMA nodes, load and the facts.
void read_system(const SystemFiles&, Environment&);
/// Fills in compiler, flags and revision from the header that the build wrote.
void read_build(Environment&);

/// Whether this is a virtual machine. A name is "KVM", "Xen", "Hyper-V", a product, or empty when
/// the kind is not told.
struct Virtualisation {
  bool is_known = false, is_virtual = false;
  std::string name;
};
Virtualisation read_virtualisation(const SystemFiles&);
/// "docker", "podman", "kubernetes", "lxc", …; empty outside a container.
std::string container_kind(const SystemFiles&);

/// What the control groups of this process (version 1 or 2, and all groups above it) leave it of
/// the processors.
struct ProcessorQuota {
  bool is_known = false;
  std::optional<double> processors;    ///< absent: no quota
  std::int64_t throttled_periods = 0;  ///< how often the quota has already stopped this group
};
ProcessorQuota read_quota(const SystemFiles&);

/// The distinct values that `cpu*/<file>` has over all processors; empty where no processor has the
/// file.
std::vector<std::string> distinct_over_processors(const SystemFiles&, const std::string& file);
/// Processors that the kernel lists in /sys/devices/system/cpu/online, or counts in /proc/cpuinfo.
std::vector<int> online_processors(const SystemFiles&);
/// Processors that this process may use.
std::vector<int> allowed_processors(const SystemFiles&);

}  // namespace pontage
