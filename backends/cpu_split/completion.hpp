// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "libbench/device.hpp"

namespace pontage::cpu_split {

/// "Act a of job j is done": one counter an act, on cache lines of its own. Job numbers only grow.
class Completions {
 public:
  /// All counters back to "no job is done"; nothing is in flight.
  void reset(int acts);
  int size() const { return count_; }
  /// After the act's data and its mark are written.
  void signal(ActId, JobId) noexcept;
  /// Returns when the act of that job is done. `block` sleeps in the operating system at once, with
  /// no spinning before.
  void await(ActId, JobId, Wait) noexcept;

 private:
  struct alignas(128) Counter {
    std::atomic<std::uint64_t> done{0};      ///< jobs done so far: 1 + the last job's number
    std::atomic<std::uint32_t> sleepers{0};  ///< threads that sleep on it or are about to
  };
  std::unique_ptr<Counter[]> counters_;
  int count_ = 0;
};

}  // namespace pontage::cpu_split
