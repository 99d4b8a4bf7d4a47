// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backends/shared/host/host_memory.hpp"
#include "backends/shared/host/host_settings.hpp"
#include "libbench/device.hpp"

namespace pontage::host {

/// A CPU with one memory that the host shares: nothing crosses, and stages run on the thread that
/// calls. The backends differ in the team only.
class HostDevice final : public Device {
 public:
  using Facts = std::vector<std::pair<std::string, std::string>>;
  HostDevice(std::string name, std::unique_ptr<HostTeam>, std::unique_ptr<HostMemory>, Facts);

  std::string_view name() const override { return name_; }
  Provenance provenance() const override { return Provenance::measured; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory& memory) const override { return memory.host_reach(); }
  Result<int> host_side(MemoryMode) const override { return 0; }
  std::span<const EngineSpec> engines() const override { return {}; }
  bool speaks(std::string_view dialect) const override {
    return dialect == "serial" || dialect == "host";
  }
  HostTeam* host_team() override { return team_.get(); }
  Queue* queue() override { return nullptr; }
  Facts facts() const override;

 private:
  std::string name_;
  std::unique_ptr<HostMemory> memory_;
  std::unique_ptr<HostTeam> team_;
  std::vector<Memory*> memories_;
  Facts facts_;
};

/// What is alike in all backends that run on the caller: axes, topology, opening. A backend adds
/// its team.
class HostBackend : public Backend {
 public:
  /// Reads the topology now, before anybody is pinned.
  HostBackend(std::string name, std::string summary);

  std::string_view name() const final { return name_; }
  std::string_view summary() const final { return summary_; }
  std::span<const AxisSpec> axes() const final { return axes_; }
  Result<std::unique_ptr<Device>> open(const Settings&, const PlantedDelays*) const final;

 protected:
  virtual Result<std::unique_ptr<HostTeam>> make_team(const HostSettings&,
                                                      const PlantedDelays*) const = 0;
  /// Whether as many chunks as workers are run by all workers at the same time.
  virtual bool promises_concurrency() const = 0;

 private:
  std::string name_, summary_;
  Topology topology_;
  std::vector<AxisSpec> axes_;
};

}  // namespace pontage::host
