// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "backends/shared/host/host_device.hpp"
#include "backends/shared/host/thread_team.hpp"

namespace pontage::cpu_threads {
namespace {

class CpuThreads final : public host::HostBackend {
 public:
  CpuThreads()
      : HostBackend(
            "cpu_threads",
            "threads of our own: a pool for short regions; needs nothing but the compiler") {}

 private:
  Result<std::unique_ptr<HostTeam>> make_team(const host::HostSettings& settings,
                                              const PlantedDelays* delays) const override {
    return host::ThreadTeam::make({.workers = settings.workers,
                                   .processors = settings.processors,
                                   .allowed = settings.allowed,
                                   .delays = delays});
  }
  bool promises_concurrency() const override { return true; }
};

}  // namespace

std::unique_ptr<Backend> make_backend() { return std::make_unique<CpuThreads>(); }

}  // namespace pontage::cpu_threads
