// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/topology_hwloc.hpp"

#include <hwloc.h>

#include <algorithm>
#include <memory>

namespace pontage::host {
namespace {

struct Destroy {
  void operator()(hwloc_topology_t t) const { hwloc_topology_destroy(t); }
};
using Loaded = std::unique_ptr<hwloc_topology, Destroy>;

Result<Loaded> load(const std::string& synthetic) {
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) return fail(ErrorKind::unavailable, "hwloc cannot start");
  Loaded loaded(raw);
  if (!synthetic.empty() && hwloc_topology_set_synthetic(raw, synthetic.c_str()) != 0)
    return fail(ErrorKind::usage, "hwloc does not understand the topology \"" + synthetic + "\"");
  if (hwloc_topology_load(raw) != 0)
    return fail(ErrorKind::unavailable, "hwloc cannot read the topology");
  return loaded;
}

/// The lowest processor below the ancestor of that type, or `otherwise` where there is no such
/// ancestor.
int lowest_of(hwloc_topology_t t, hwloc_obj_t pu, hwloc_obj_type_t type, int otherwise) {
  const hwloc_obj_t above = hwloc_get_ancestor_obj_by_type(t, type, pu);
  return above == nullptr ? otherwise : hwloc_bitmap_first(above->cpuset);
}

Processor describe(hwloc_topology_t t, hwloc_obj_t pu) {
  Processor p{.id = static_cast<int>(pu->os_index)};
  p.core = lowest_of(t, pu, HWLOC_OBJ_CORE, p.id);
  p.cache = lowest_of(t, pu, HWLOC_OBJ_L3CACHE, lowest_of(t, pu, HWLOC_OBJ_PACKAGE, 0));
  p.node = std::max(0, hwloc_bitmap_first(pu->nodeset));
  if (const auto package = hwloc_get_ancestor_obj_by_type(t, HWLOC_OBJ_PACKAGE, pu);
      package != nullptr)
    p.package = static_cast<int>(package->os_index);
  return p;
}

}  // namespace

Result<Topology> read_topology_by_hwloc(const std::string& synthetic,
                                        const std::vector<int>& allowed) {
  auto loaded = load(synthetic);
  if (!loaded) return pass_on(loaded.error());
  const hwloc_topology_t t = loaded->get();
  Topology topology;
  for (hwloc_obj_t pu = nullptr;
       (pu = hwloc_get_next_obj_by_type(t, HWLOC_OBJ_PU, pu)) != nullptr;) {
    const int id = static_cast<int>(pu->os_index);
    const bool is_allowed =
        !synthetic.empty() || std::binary_search(allowed.begin(), allowed.end(), id);
    if (is_allowed) topology.processors.push_back(describe(t, pu));
  }
  std::sort(topology.processors.begin(), topology.processors.end(),
            [](const Processor& a, const Processor& b) { return a.id < b.id; });
  for (hwloc_obj_t node = nullptr;
       (node = hwloc_get_next_obj_by_type(t, HWLOC_OBJ_NUMANODE, node)) != nullptr;)
    if (node->attr->numanode.local_memory > 0)
      topology.memory_nodes.push_back(static_cast<int>(node->os_index));
  std::sort(topology.memory_nodes.begin(), topology.memory_nodes.end());
  return topology;
}

}  // namespace pontage::host
