// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/host_settings.hpp"

#include <unistd.h>

#include "backends/shared/host/id_list.hpp"

namespace pontage::host {

std::vector<AxisSpec> host_axes(const Topology& topology) {
  std::vector<AxisSpec> axes;
  axes.push_back(
      {.name = "workers",
       .unit = "count",
       .help = "threads that share the items, the calling one included; usually one a core",
       .usual = std::int64_t{topology.cores()},
       .least = 1});
  axes.push_back(
      {.name = "pinning",
       .unit = "",
       .help = "where workers sit: neighbouring cores, far apart, or wherever the system puts them",
       .usual = std::string("compact"),
       .choices = {"compact", "scatter", "none"}});
  axes.push_back({.name = "pages",
                  .unit = "bytes",
                  .help = "page size of the buffers: the system's own or 2MiB; the record says how "
                          "much is really huge",
                  .usual = std::int64_t{sysconf(_SC_PAGESIZE)},
                  .least = sysconf(_SC_PAGESIZE)});
  axes.push_back(
      {.name = "numa",
       .unit = "",
       .help = "which NUMA node buffers lie on: local (the caller's), interleave, or node:N",
       .usual = std::string("local")});
  return axes;
}

Result<HostSettings> read_host_settings(std::string_view name, const Topology& topology,
                                        const Settings& set) {
  HostSettings out;
  const auto pinning = parse_pinning(word_of(set, "pinning", "compact"));
  if (!pinning) return fail_within(pinning.error(), name);
  const std::int64_t workers = number_of(set, "workers", topology.cores());
  auto processors = place_workers(topology, workers, *pinning);
  if (!processors) return fail_within(processors.error(), name);
  const auto numa = parse_numa_policy(word_of(set, "numa", "local"), topology);
  if (!numa) return fail_within(numa.error(), name);
  out.workers = static_cast<int>(workers);
  out.pinning = *pinning;
  out.processors = std::move(*processors);
  out.allowed = topology.ids();
  out.memory = {.name = std::string(name) + ".home",
                .pages = Bytes{number_of(set, "pages", sysconf(_SC_PAGESIZE))},
                .numa = *numa,
                .nodes = topology.memory_nodes};
  return out;
}

std::vector<std::pair<std::string, std::string>> facts_of(const HostSettings& settings,
                                                          const Topology& topology) {
  return {{"workers", std::to_string(settings.workers)},
          {"pinning", std::string(to_text(settings.pinning))},
          {"processors", settings.processors.empty() ? "any of " + to_id_list(settings.allowed)
                                                     : to_id_list(settings.processors)},
          {"cores_allowed", std::to_string(topology.cores())},
          {"processors_allowed", std::to_string(topology.processors.size())},
          {"numa_nodes", std::to_string(topology.nodes())}};
}

}  // namespace pontage::host
