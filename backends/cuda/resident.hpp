// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "backends/cuda/resident_clock.hpp"
#include "backends/cuda/stamp_log.hpp"
#include "libbench/device.hpp"
#include "libbench/resident.hpp"

namespace pontage::cuda {

/// All that a resident kernel does is done in one order, which is that of no stream.
inline constexpr int kResidentEngine = -1;

/// One list of work, served by a kernel that stays on the device (libbench/resident.hpp). Starts
/// with the first job: whatever waits for the whole device (freeing its memory, loading a kernel)
/// would wait for ever beside it, so it ends before any memory that it works on is freed.
class Resident {
 public:
  /// Refused with a sentence: variants without code that stays, copies that the device's threads
  /// cannot do, more than the board holds.
  static Result<std::unique_ptr<Resident>> make(std::shared_ptr<Runtime>, Stream,
                                                int multiprocessors, std::vector<Command>);
  ~Resident();
  Resident(const Resident&) = delete;
  Resident& operator=(const Resident&) = delete;

  /// Does nothing when it is there already.
  Code start();
  bool is_started() const { return is_started_; }
  bool serves(ActId act) const;

  /// In the window.
  void ring(JobId job, SlotId slot, Ticks now) noexcept;
  bool was_rung(JobId job) const noexcept { return find(job) != nullptr; }
  bool is_served(JobId job) const noexcept;
  /// kGood while the kernel is there; asked now and then by who waits.
  Code check();
  void note_seen(JobId job, Ticks now) noexcept;
  /// After a failure: returns when all that was rung is served, the kernel is gone, or has not got
  /// on for ten seconds.
  void finish();

  /// Between windows: keeps the stamps of what was served since, before its slot is used again.
  void collect(StampLog&) noexcept;
  Code set_anchor();
  void forget_stamps();
  /// What was collected, on the host's clock. An anchor was set before and after it.
  DeviceIntervals intervals() const;
  const ResidentClock& clock() const { return clock_; }

 private:
  /// A job from the moment it was handed over; one a slot.
  struct InFlight {
    JobId job = -1;
    std::uint32_t number = 0;  // in order of ringing, from 1
    Ticks rung = 0, seen = 0;
    bool is_collected = true;
  };
  struct Raw {
    std::uint64_t number, begin_ns, end_ns;
  };
  Resident(std::shared_ptr<Runtime> runtime, Stream stream)
      : runtime_(std::move(runtime)), stream_(stream) {}
  Code allocate(std::size_t slots);
  void fill_board(std::size_t slots);
  const InFlight* find(JobId) const noexcept;

  std::shared_ptr<Runtime> runtime_;
  CudaStayFn stay_ = nullptr;
  std::vector<Command> list_;
  std::vector<Args> args_;  // of the launch, one a slot
  ResidentBoard board_;
  int multiprocessors_ = 0;
  Stream stream_ = nullptr;
  Event gone_ = nullptr;  // done when the kernel has left
  void* shared_ = nullptr;
  ResidentBell* host_bell_ = nullptr;
  ResidentAnswer* host_answer_ = nullptr;
  ResidentStamps* host_stamps_ = nullptr;
  bool is_started_ = false;
  std::uint32_t rung_ = 0;
  std::uint64_t slots_word_ = 0;
  std::size_t last_slot_ = 0;
  std::vector<InFlight> in_flight_;
  std::vector<Raw> raw_;
  ResidentClock clock_;
};

}  // namespace pontage::cuda
