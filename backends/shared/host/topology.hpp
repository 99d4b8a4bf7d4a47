// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pontage::host {

/// A hardware thread. `core` and `cache` are the lowest processor number in that core or last-level
/// cache: only whether two are equal means something.
struct Processor {
  int id = 0;       ///< the operating system's number
  int core = 0;     ///< equal for SMT siblings
  int cache = 0;    ///< equal where the last-level cache is shared; the package where the machine
                    ///< does not say
  int node = 0;     ///< NUMA node; 0 where the machine does not say
  int package = 0;  ///< socket
  friend bool operator==(const Processor&, const Processor&) = default;
};

/// What this process may use of the machine: plain data, so that placement is tested on machines
/// that nobody here has. A backend reads it once, when it is made and nobody is pinned yet, and
/// keeps it.
struct Topology {
  std::vector<Processor> processors;  ///< allowed ones only, by ascending id; never empty when read
  std::vector<int>
      memory_nodes;  ///< NUMA nodes that have memory; empty where the machine does not say

  std::vector<int> ids() const;  ///< of the processors
  int cores() const;             ///< distinct cores
  int packages() const;
  int nodes() const;  ///< NUMA nodes with memory, at least 1
};

/// The processors that the calling thread may run on (sched_getaffinity), ascending.
std::vector<int> allowed_processors();

/// This machine, restricted to what the calling thread may use: by hwloc where built with it, else
/// from /sys.
Topology read_topology();

/// The same from the files below `root` + "/sys/devices/system" (tests pass a made-up folder; "" is
/// the real machine). Without any files every processor is a core of its own.
Topology read_topology_from_sys(const std::string& root, const std::vector<int>& allowed);

}  // namespace pontage::host
