// SPDX-License-Identifier: Apache-2.0
#include <omp.h>

#include <memory>
#include <span>
#include <vector>

#include "backends/shared/host/affinity.hpp"
#include "backends/shared/host/host_device.hpp"
#include "backends/shared/host/region.hpp"

namespace pontage::cpu_openmp {
namespace {

/// Regions of the compiler's OpenMP runtime. Threads, their wake-up and the barrier are the
/// runtime's; chunks come from our counter, as in cpu_threads, so that the two differ in the launch
/// only. The runtime's threads are shared by all teams.
class OpenMpTeam final : public HostTeam {
 public:
  OpenMpTeam(const host::HostSettings& settings, const PlantedDelays* delays)
      : processors_(settings.processors),
        home_(processors_.empty() ? -1 : processors_.front()),
        region_(settings.workers, delays) {}

  /// Has the runtime start its threads and returns how many it grants. Threads inherit a mask, so
  /// each gets its own.
  int start(const std::vector<int>& allowed) {
    const host::MaskGuard guard(allowed);
    int granted = 0;
#pragma omp parallel num_threads(workers())
    {
      if (omp_get_thread_num() == 0)
        granted = omp_get_num_threads();
      else
        host::pin_this_thread(processors_.empty() ? std::span(allowed)
                                                  : mine(omp_get_thread_num()));
    }
    return granted;
  }

  int workers() const override { return region_.workers(); }
  int took_part() override { return region_.took_part(); }
  RegionTrack* regions() override { return &region_.track(); }

  void for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) override {
    if (n <= 0) return;
    home_.settle();
    const host::RegionCall call = region_.open(n, grain, body);
    if (call.chunks == 1 || workers() == 1)
      region_.work(call, 0, 1);
    else
      fork(call);
    region_.close(call);
  }

 private:
  /// A copy for each thread: the runtime hands it over with its own arguments, so that a thread
  /// fetches both at once and not one after the other (1.15 instead of 1.25 times an empty region).
  void fork(const host::RegionCall& call_of_caller) {
    const host::RegionCall call = call_of_caller;
#pragma omp parallel num_threads(workers()) firstprivate(call)
    {
      const int worker = omp_get_thread_num();
      place(worker);
      region_.work(call, worker, omp_get_num_threads());
    }
  }

  /// Keeps a thread of the runtime where this team wants it: another team may have used it since.
  /// Worker 0 is the caller, which settles by itself.
  void place(int worker) noexcept {
    if (worker == 0 || processors_.empty()) return;
    if (sched_getcpu() != mine(worker).front()) [[unlikely]]
      host::pin_this_thread(mine(worker));
  }
  std::span<const int> mine(int worker) const {
    return std::span(processors_).subspan(static_cast<std::size_t>(worker), 1);
  }

  const std::vector<int> processors_;
  host::HomeProcessor home_;
  host::Region region_;
};

class CpuOpenMp final : public host::HostBackend {
 public:
  CpuOpenMp()
      : HostBackend("cpu_openmp", "the compiler's OpenMP runtime: a parallel region a call") {}

 private:
  Result<std::unique_ptr<HostTeam>> make_team(const host::HostSettings& settings,
                                              const PlantedDelays* delays) const override {
    auto team = std::make_unique<OpenMpTeam>(settings, delays);
    const int granted = team->start(settings.allowed);
    if (granted == settings.workers) return team;
    return fail(ErrorKind::refused,
                "OpenMP grants " + std::to_string(granted) + " of " +
                    std::to_string(settings.workers) +
                    " workers; unset OMP_THREAD_LIMIT and OMP_DYNAMIC, or use fewer workers");
  }
  bool promises_concurrency() const override { return true; }
};

}  // namespace

std::unique_ptr<Backend> make_backend() { return std::make_unique<CpuOpenMp>(); }

}  // namespace pontage::cpu_openmp
