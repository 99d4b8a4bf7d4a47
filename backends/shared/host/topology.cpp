// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/topology.hpp"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "backends/shared/host/id_list.hpp"
#include "backends/shared/host/topology_hwloc.hpp"

namespace pontage::host {
namespace {

int count_distinct(const std::vector<Processor>& processors, int Processor::*what) {
  std::set<int> seen;
  for (const Processor& p : processors) seen.insert(p.*what);
  return static_cast<int>(seen.size());
}

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

/// The first number in the list in a file, or `otherwise` without one.
int first_id(const std::string& path, int otherwise) {
  const auto ids = parse_id_list(first_line(path));
  return ids.empty() ? otherwise : ids.front();
}

Processor read_processor(const std::string& system, int id) {
  const std::string cpu = system + "/cpu/cpu" + std::to_string(id);
  Processor p{.id = id};
  p.core = first_id(cpu + "/topology/thread_siblings_list", id);
  p.package = first_id(cpu + "/topology/physical_package_id", 0);
  p.cache = first_id(cpu + "/topology/core_siblings_list", 0);
  for (int index = 0; index < 8; ++index) {
    const std::string cache = cpu + "/cache/index" + std::to_string(index);
    if (first_line(cache + "/level") == "3")
      p.cache = first_id(cache + "/shared_cpu_list", p.cache);
  }
  return p;
}

}  // namespace

std::vector<int> Topology::ids() const {
  std::vector<int> ids;
  for (const Processor& p : processors) ids.push_back(p.id);
  return ids;
}

int Topology::cores() const { return count_distinct(processors, &Processor::core); }
int Topology::packages() const { return count_distinct(processors, &Processor::package); }
int Topology::nodes() const { return std::max(1, static_cast<int>(memory_nodes.size())); }

std::vector<int> allowed_processors() {
  for (int most = 1024; most <= 1 << 20; most *= 2) {
    cpu_set_t* const set = CPU_ALLOC(static_cast<std::size_t>(most));
    const std::size_t size = CPU_ALLOC_SIZE(static_cast<std::size_t>(most));
    const bool is_read = set != nullptr && sched_getaffinity(0, size, set) == 0;
    std::vector<int> ids;
    for (int id = 0; is_read && id < most; ++id)
      if (CPU_ISSET_S(static_cast<std::size_t>(id), size, set)) ids.push_back(id);
    CPU_FREE(set);
    if (!ids.empty()) return ids;
  }
  return {0};
}

Topology read_topology() {
  const std::vector<int> allowed = allowed_processors();
#if defined(PONTAGE_HAS_HWLOC)
  if (auto topology = read_topology_by_hwloc("", allowed);
      topology && !topology->processors.empty())
    return *topology;
#endif
  return read_topology_from_sys("", allowed);
}

Topology read_topology_from_sys(const std::string& root, const std::vector<int>& allowed) {
  const std::string system = root + "/sys/devices/system";
  Topology topology;
  for (const int id : allowed) topology.processors.push_back(read_processor(system, id));
  topology.memory_nodes = parse_id_list(first_line(system + "/node/has_memory"));
  for (const int node : parse_id_list(first_line(system + "/node/online"))) {
    const auto cpus =
        parse_id_list(first_line(system + "/node/node" + std::to_string(node) + "/cpulist"));
    for (Processor& p : topology.processors)
      if (std::find(cpus.begin(), cpus.end(), p.id) != cpus.end()) p.node = node;
  }
  return topology;
}

}  // namespace pontage::host
