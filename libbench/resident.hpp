// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "libbench/device_code.hpp"
#include "libbench/dialect.hpp"

namespace pontage {

/// Code that stays on a device and serves job after job (submit=persistent). The host calls nothing
/// of the device's in the window: it rings a bell, a word in its own memory that the device reads,
/// and looks at another that the device writes. The kernel's threads do all of a job, the copies
/// too, in the order of the plan.
///
/// Here is the protocol, once for the device and for tests that run it on a host thread; the words
/// are in memory of the host that both sides reach. What the host wrote before it rang is seen by
/// all threads that heard it, what they wrote is seen by the host that sees the job served.

inline constexpr int kMostResidentOps = 8;    ///< copies and the launch, of one job
inline constexpr int kMostResidentSlots = 8;  ///< jobs in flight

/// What the host writes. `rung`: how many jobs were handed over in the low half, the slots of the
/// last eight of them in the high half, four bits each, by job mod 8: one word, so that a job is
/// never heard without its slot.
struct alignas(64) ResidentBell {
  std::uint64_t rung = 0;
  std::uint64_t pinged = 0;  ///< asks for the device's time
};
/// To leave is a number of jobs that is never reached.
inline constexpr std::uint32_t kLeave = 0xffffffff;

/// What the device writes.
struct alignas(64) ResidentAnswer {
  std::uint64_t served = 0;  ///< jobs
  std::uint64_t ponged = 0,
                ping_ns = 0;  ///< the last ping that was answered, on the device's clock
};

/// When a job's operations ran, on the device's clock: operation i from [i] to [i + 1].
struct ResidentStamps {
  std::uint64_t ns[kMostResidentOps + 1] = {};
};

/// A copy that the kernel's threads do, or, where there are no bytes, the variant's own work.
struct ResidentOp {
  void* to = nullptr;
  const void* from = nullptr;
  std::uint64_t bytes = 0;
};

/// What a resident kernel is given; copied when it is started.
struct ResidentBoard {
  const ResidentBell* bell = nullptr;
  ResidentAnswer* answer = nullptr;
  ResidentStamps* stamps = nullptr;  ///< one a slot
  std::uint64_t* heard = nullptr;    ///< in the device's memory: what its first thread heard
  ResidentOp ops[kMostResidentSlots][kMostResidentOps];
  int op_count = 0;

  std::uint64_t most_bytes() const {  ///< of a copy
    std::uint64_t most = 0;
    for (int op = 0; op < op_count; ++op) most = ops[0][op].bytes > most ? ops[0][op].bytes : most;
    return most;
  }
};

constexpr std::uint64_t with_slot(std::uint64_t slots, std::uint32_t job, int slot) {
  const unsigned at = job % kMostResidentSlots * 4;
  return (slots & ~(std::uint64_t{15} << at)) | std::uint64_t(unsigned(slot)) << at;
}
constexpr std::uint64_t bell_word(std::uint32_t jobs, std::uint64_t slots) {
  return slots << 32 | jobs;
}
PONTAGE_ITEM constexpr std::uint32_t jobs_in(std::uint64_t word) {
  return static_cast<std::uint32_t>(word);
}
PONTAGE_ITEM constexpr int slot_in(std::uint64_t word, std::uint32_t job) {
  return static_cast<int>(word >> (32 + job % kMostResidentSlots * 4) & 15);
}

/// The first thread's: waits until there is a job beyond `served`, and answers pings meanwhile.
template <class Grid>
PONTAGE_ITEM std::uint64_t hear(Grid& grid, const ResidentBoard& board, std::uint32_t served,
                                std::uint64_t& ponged) {
  constexpr unsigned kLooks = 16;  // a look crosses the link: jobs are looked for more often
  for (unsigned looks = 0;; ++looks) {
    const std::uint64_t word = grid.load(&board.bell->rung);
    if (jobs_in(word) != served) return word;
    const std::uint64_t ping = looks % kLooks == 0 ? grid.load(&board.bell->pinged) : ponged;
    if (ping != ponged) {
      board.answer->ping_ns = grid.now_ns();
      grid.store(&board.answer->ponged, ponged = ping);
    }
    grid.relax();
  }
}

/// 16 bytes a thread at a time where both sides allow it.
template <class Grid>
PONTAGE_ITEM void copy_together(Grid& grid, const ResidentOp& op) {
  struct alignas(16) Wide {
    std::uint64_t half[2];
  };
  const bool is_wide =
      (reinterpret_cast<std::uintptr_t>(op.to) | reinterpret_cast<std::uintptr_t>(op.from)) %
          sizeof(Wide) ==
      0;
  const std::uint64_t wide = is_wide ? op.bytes / sizeof(Wide) : 0;
  for (std::uint64_t i = grid.rank(); i < wide; i += grid.size())
    static_cast<Wide*>(op.to)[i] = static_cast<const Wide*>(op.from)[i];
  for (std::uint64_t i = wide * sizeof(Wide) + grid.rank(); i < op.bytes; i += grid.size())
    static_cast<char*>(op.to)[i] = static_cast<const char*>(op.from)[i];
}

/// All threads of the grid, until the host says to leave. The grid has rank(), size(), sync() (a
/// barrier after which all see what any wrote before it), publish() (the host will see it all too),
/// load() and store() of words that the host shares, now_ns() and relax();
/// `work(grid, slot)` is the variant's share of a job.
template <class Grid, class Work>
PONTAGE_ITEM void stay(Grid& grid, const ResidentBoard& board, const Work& work) {
  std::uint64_t ponged = 0;
  for (std::uint32_t served = 0;;) {
    if (grid.rank() == 0) *board.heard = hear(grid, board, served, ponged);
    grid.sync();
    const std::uint64_t word = *static_cast<volatile const std::uint64_t*>(board.heard);
    if (jobs_in(word) == kLeave) return;
    const int slot = slot_in(word, served);
    ResidentStamps& stamps = board.stamps[slot];
    if (grid.rank() == 0) stamps.ns[0] = grid.now_ns();
    for (int op = 0; op < board.op_count; ++op) {
      if (board.ops[slot][op].bytes > 0)
        copy_together(grid, board.ops[slot][op]);
      else
        work(grid, slot);
      if (op + 1 == board.op_count) grid.publish();
      grid.sync();
      if (grid.rank() == 0) stamps.ns[op + 1] = grid.now_ns();
    }
    ++served;
    if (grid.rank() == 0) grid.store(&board.answer->served, std::uint64_t{served});
  }
}

/// A grid of one host thread: what tests stay with.
class HostGrid {
 public:
  explicit HostGrid(std::uint64_t (*clock)()) : now_ns_(clock) {}
  std::uint64_t rank() const { return 0; }
  std::uint64_t size() const { return 1; }
  void sync() {}
  void publish() {}
  void relax() { std::this_thread::yield(); }
  std::uint64_t now_ns() const { return now_ns_(); }
  std::uint64_t load(const std::uint64_t* word) const {
    return std::atomic_ref(*const_cast<std::uint64_t*>(word)).load(std::memory_order_acquire);
  }
  void store(std::uint64_t* word, std::uint64_t value) const {
    std::atomic_ref(*word).store(value, std::memory_order_release);
  }

 private:
  std::uint64_t (*now_ns_)();
};

}  // namespace pontage
