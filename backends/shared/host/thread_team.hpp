// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "backends/shared/host/affinity.hpp"
#include "backends/shared/host/region.hpp"
#include "libbench/device.hpp"
#include "libbench/result.hpp"
#include "libbench/units.hpp"

namespace pontage::host {

struct ThreadTeamOptions {
  int workers = 1;
  std::vector<int> processors = {};  ///< of each worker; empty: none is pinned
  std::vector<int> allowed =
      {};  ///< where threads that are not pinned may run; empty: as the caller
  /// How a worker without work waits: busy or yielding for `patience`, then asleep; `block` sleeps
  /// at once. A wake from sleep costs some 40 µs on a virtual machine, which a region after a pause
  /// would pay.
  Wait idle = Wait::spin;
  Nanoseconds patience = 1_ms;
  const PlantedDelays* delays = nullptr;  ///< null except in self-tests; must outlive the team
};

/// A pool of threads for short regions. The caller is worker 0 and stays on its own processor
/// (HomeProcessor); the others are pinned. A region is one word that the caller writes and all idle
/// workers watch, and one counter that the workers raise and the caller watches: two cache lines,
/// plus the chunk counter where there are more chunks than workers. All workers run at the same
/// time: a region with as many chunks as workers is run by all of them.
class ThreadTeam final : public HostTeam {
 public:
  /// Starts the threads and waits until each sits on its processor; refused with a sentence when
  /// one cannot.
  static Result<std::unique_ptr<ThreadTeam>> make(ThreadTeamOptions);
  ~ThreadTeam() override;
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int workers() const override { return options_.workers; }
  void for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) override;
  int took_part() override { return region_.took_part(); }
  RegionTrack* regions() override { return &region_.track(); }

 private:
  /// Written by the caller only. The word holds the region's number and how many workers have a
  /// part in it: a worker that has none is not waited for, so the call may change under its eyes
  /// and it must not read it.
  struct alignas(kApart) Call {
    std::atomic<std::uint64_t> word{0};
    RegionCall call;
  };
  /// Written by the workers only.
  struct alignas(kApart) Arrivals {
    std::atomic<std::uint64_t> done{
        0};  ///< parts of all regions so far that workers other than 0 have finished
    std::atomic<std::uint32_t> asleep{0};     ///< workers that sleep or are about to
    std::atomic<std::uint32_t> misplaced{0};  ///< workers that could not be pinned
  };

  explicit ThreadTeam(ThreadTeamOptions);
  Result<void> start();
  void stop() noexcept;
  void serve(int worker) noexcept;
  void publish(int parts) noexcept;
  void join(int parts) noexcept;
  std::uint64_t next_word(std::uint64_t seen) noexcept;
  std::uint64_t watch(std::uint64_t seen) const noexcept;

  const ThreadTeamOptions options_;
  HomeProcessor home_;
  Region region_;
  std::uint32_t number_ = 0;    // of the last region
  std::uint64_t expected_ = 0;  // what `done` comes to when all parts are finished
  std::vector<std::thread> threads_;
  Call call_;
  Arrivals arrivals_;
};

}  // namespace pontage::host
