// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/clock.hpp"
#include "libbench/environment.hpp"

namespace pontage {

/// What measuring costs on this machine, measured by the run that reports it.
struct SelfTest {
  std::string clock_source;
  bool clock_is_invariant = false;
  double clock_mhz = 0;               ///< rate of the stamps
  double clock_uncertainty_ns = 0;
  double stamp_ns = 0;                ///< one start stamp
  double span_ns = 0;                 ///< two stamps and a mark pushed
  double resolution_ns = 0;           ///< smallest non-zero difference of two stamps
  std::int64_t backward_steps = 0;    ///< a later stamp that was smaller, same or other processor: must be 0
  double schedstat_ns = 0;            ///< one read of a thread's run delay; 0 where there is none
  std::vector<Check> checks;
};
/// Takes about `budget`. Runs on the calling thread and one more.
SelfTest run_selftest(const ClockMap&, Nanoseconds budget);

/// The contention sentinel: fixed work whose time moves only when something else uses the machine.
struct Sentinel {
  double add_ns = 0;       ///< one dependent addition, registers only: clock frequency and stolen time
  double cache_chase_ns = 0;  ///< one dependent load in 4 MiB: neighbours in the last-level cache
  double memory_chase_ns = 0;  ///< one dependent load in 64 MiB or more: neighbours on the memory bus
};
/// Owns the chase's memory so that taking a reading allocates nothing; about 20 ms a reading.
class SentinelProbe {
 public:
  SentinelProbe();
  Sentinel read(const ClockMap&);

 private:
  std::vector<std::uint64_t> cache_cycle_, memory_cycle_;
};
/// Quiet when the addition moved by at most 3 % and the chases by at most 10 % between two readings; else a sentence that
/// names what moved and by how much.
std::string disturbance(const Sentinel& before, const Sentinel& after);

}  // namespace pontage
