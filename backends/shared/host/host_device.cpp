// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/host_device.hpp"

namespace pontage::host {

HostDevice::HostDevice(std::string name, std::unique_ptr<HostTeam> team,
                       std::unique_ptr<HostMemory> memory, Facts facts)
    : name_(std::move(name)),
      memory_(std::move(memory)),
      team_(std::move(team)),
      memories_{memory_.get()},
      facts_(std::move(facts)) {}

HostDevice::Facts HostDevice::facts() const {
  Facts all = facts_;
  for (auto& fact : memory_->facts()) all.push_back(std::move(fact));
  return all;
}

HostBackend::HostBackend(std::string name, std::string summary)
    : name_(std::move(name)),
      summary_(std::move(summary)),
      topology_(read_topology()),
      axes_(host_axes(topology_)) {}

Result<std::unique_ptr<Device>> HostBackend::open(const Settings& set,
                                                  const PlantedDelays* delays) const {
  auto settings = read_host_settings(name_, topology_, set);
  if (!settings) return pass_on(settings.error());
  auto memory = HostMemory::make(settings->memory);
  if (!memory) return fail_within(memory.error(), name_);
  auto team = make_team(*settings, delays);
  if (!team) return fail_within(team.error(), name_);
  HostDevice::Facts facts = facts_of(*settings, topology_);
  facts.emplace_back("promises_concurrency", promises_concurrency() ? "yes" : "no");
  return std::make_unique<HostDevice>(name_, std::move(*team), std::move(*memory),
                                      std::move(facts));
}

}  // namespace pontage::host
