// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "backends/shared/host/topology.hpp"
#include "libbench/result.hpp"

namespace pontage::host {

/// The topology as hwloc sees it; only built where PONTAGE_HAS_HWLOC is defined. A `synthetic`
/// description
/// ("package:2 numa:1 core:64 pu:2") makes up a machine of which everything is allowed, whatever
/// `allowed` says; "" is the real one.
Result<Topology> read_topology_by_hwloc(const std::string& synthetic,
                                        const std::vector<int>& allowed);

}  // namespace pontage::host
