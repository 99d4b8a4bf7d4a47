// SPDX-License-Identifier: Apache-2.0
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_scheduler_observer.h>

#include <memory>
#include <optional>

#include "backends/shared/host/affinity.hpp"
#include "backends/shared/host/host_device.hpp"
#include "backends/shared/host/region.hpp"

namespace pontage::cpu_tbb {
namespace {

/// Gives each of the library's threads the mask of the arena slot that it takes. Threads wander
/// between arenas, so a thread is placed whenever it enters; the caller, which holds slot 0, is
/// left alone.
class Placer final : public tbb::task_scheduler_observer {
 public:
  Placer(tbb::task_arena& arena, const host::HostSettings& settings)
      : task_scheduler_observer(arena),
        processors_(settings.processors),
        allowed_(settings.allowed) {
    observe(true);
  }
  ~Placer() override { observe(false); }

  void on_scheduler_entry(bool is_worker) override {
    if (!is_worker) return;
    const auto slot = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
    if (slot < processors_.size())
      host::pin_this_thread({&processors_[slot], 1});
    else
      host::pin_this_thread(allowed_);
  }

 private:
  const std::vector<int> processors_, allowed_;
};

/// parallel_for over the chunks in an arena of as many slots as workers; a slot is a worker's
/// number. The library promises no concurrency: threads come when they come, and often the caller
/// has run everything before the first arrives.
class TbbTeam final : public HostTeam {
 public:
  TbbTeam(const host::HostSettings& settings, const PlantedDelays* delays)
      : more_(allow(settings)),
        arena_(settings.workers, 1),
        placer_(arena_, settings),
        home_(settings.processors.empty() ? -1 : settings.processors.front()),
        region_(settings.workers, delays) {}

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
      arena_.execute([&] { spread(call); });
    region_.close(call);
    region_.collect(call);
  }

 private:
  using Chunks = tbb::blocked_range<Index>;

  void spread(const host::RegionCall& call) {
    const auto run = [&](const Chunks& chunks) {
      const int worker = tbb::this_task_arena::current_thread_index();
      for (Index chunk = chunks.begin(); chunk != chunks.end(); ++chunk)
        region_.work_chunk(call, chunk, worker);
    };
    tbb::parallel_for(Chunks(0, call.chunks, 1), run, tbb::simple_partitioner{});
  }

  /// The library counts processors once, by the mask of whoever uses it first; where that was too
  /// few, asks for more.
  static std::optional<tbb::global_control> allow(const host::HostSettings& settings) {
    const host::MaskGuard guard(settings.allowed);
    std::optional<tbb::global_control> more;
    if (tbb::info::default_concurrency() < settings.workers)
      more.emplace(tbb::global_control::max_allowed_parallelism,
                   static_cast<std::size_t>(settings.workers));
    return more;
  }

  std::optional<tbb::global_control> more_;
  tbb::task_arena arena_;
  Placer placer_;  // ends before its arena
  host::HomeProcessor home_;
  host::Region region_;
};

class CpuTbb final : public host::HostBackend {
 public:
  CpuTbb() : HostBackend("cpu_tbb", "oneTBB: parallel_for in an arena; promises no concurrency") {}

 private:
  Result<std::unique_ptr<HostTeam>> make_team(const host::HostSettings& settings,
                                              const PlantedDelays* delays) const override try {
    return std::make_unique<TbbTeam>(settings, delays);
  } catch (const std::exception& error) {
    return fail(ErrorKind::refused,
                std::string("oneTBB cannot start (") + error.what() + "); use cpu_threads");
  }
  bool promises_concurrency() const override { return false; }
};

}  // namespace

std::unique_ptr<Backend> make_backend() { return std::make_unique<CpuTbb>(); }

}  // namespace pontage::cpu_tbb
