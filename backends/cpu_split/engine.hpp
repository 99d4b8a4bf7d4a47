// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "backends/cpu_split/completion.hpp"
#include "backends/shared/host/thread_team.hpp"
#include "libbench/track.hpp"

namespace pontage::cpu_split {

/// A command with everything resolved; belongs to the queue and outlives its jobs.
struct Work {
  Command command;
  std::vector<Args> args;        ///< of a launch, one a slot
  std::optional<Buffer> bounce;  ///< of a staged copy
};

/// One in-order server of the device: a thread that takes work from a ring, honours what it depends
/// on, does it, leaves a mark and signals. Only the host submits; only the engine's thread serves.
class Engine {
 public:
  struct Options {
    std::vector<int> processors;  ///< of the engine's thread and, for a computing engine, its
                                  ///< team's workers; empty: anywhere
    std::vector<int> allowed;
    int team_workers = 0;    ///< 0: copies only
    Wait idle = Wait::spin;  ///< how it waits for work
    const PlantedDelays* delays = nullptr;
  };
  static constexpr std::size_t kRing = 4096;      ///< items that may be under way
  static constexpr std::size_t kMarks = 1 << 16;  ///< between two drains

  static Result<std::unique_ptr<Engine>> make(Options, Completions&);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void submit(const Work&, JobId, SlotId) noexcept;
  void trace(bool on) noexcept { traced_.store(on, std::memory_order_relaxed); }
  void drain(MarkSet& set) { set.take(track_); }

 private:
  struct Item {
    const Work* work = nullptr;
    JobId job = -1;
    SlotId slot = 0;
  };
  Engine(Options, Completions&);
  void serve() noexcept;
  bool next(std::uint64_t served, Item&) noexcept;
  void perform(const Item&) noexcept;
  void copy(const Work&, SlotId) noexcept;

  const Options options_;
  Completions& completions_;
  std::unique_ptr<host::ThreadTeam>
      team_;  // made by the engine's own thread, which is its worker 0
  std::vector<Item> ring_;
  Track track_;
  std::atomic<bool> traced_{false};
  std::atomic<bool> ready_{false};
  std::optional<Error> trouble_;  // of starting; written before ready_
  alignas(host::kApart) std::atomic<std::uint64_t> submitted_{0};
  alignas(host::kApart) std::atomic<std::uint64_t> served_{0};
  alignas(host::kApart) std::atomic<std::uint32_t> asleep_{0};
  std::thread thread_;
};

}  // namespace pontage::cpu_split
