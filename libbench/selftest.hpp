// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libbench/clock.hpp"
#include "libbench/environment.hpp"
#include "libbench/huge_pages.hpp"

namespace pontage {

/// What measuring costs on this machine, measured by the run that reports it.
struct SelfTest {
  std::string clock_source;
  bool clock_is_invariant = false;
  double clock_mhz = 0;  ///< rate of the stamps
  double clock_uncertainty_ns = 0;
  double stamp_ns = 0;  ///< one start stamp
  double span_ns =
      0;  ///< what two stamps and a mark pushed add to some 100 ns of work between them
  double empty_span_ns =
      0;  ///< the same with nothing between them, where nothing hides it: the upper bound
  double resolution_ns = 0;  ///< smallest non-zero difference of two stamps
  std::int64_t backward_steps =
      0;                    ///< a later stamp that was smaller, same or other processor: must be 0
  double schedstat_ns = 0;  ///< one read of a thread's run delay; 0 where there is none
  std::vector<Check> checks;
};
/// Takes about `budget`, at least 1 ms. Runs on the calling thread and one more; the caller's
/// processor mask is as before afterwards. Every cost is the median of many batches: a stall spoils
/// one batch, not the figure.
SelfTest run_selftest(const ClockMap&, Nanoseconds budget);
/// What is doubtful about the figures, with what to do: the checks of a self-test from its other
/// fields.
std::vector<Check> judge_selftest(const SelfTest&);

/// The contention sentinel: fixed work whose time moves only when something else uses the machine.
struct Sentinel {
  double add_ns = 0;  ///< one dependent addition, registers only: clock frequency and stolen time
  double cache_chase_ns = 0;  ///< one dependent load in 4 MiB: neighbours in the last-level cache
  double memory_chase_ns =
      0;  ///< one dependent load in 64 MiB or more: neighbours on the memory bus
};
/// Owns the chase's memory (touched, 2 MiB pages where the machine gives them) so that taking a
/// reading allocates nothing; about 20 ms a reading. Where the memory cannot be had the chase reads
/// 0, which no disturbance is derived from.
class SentinelProbe {
 public:
  SentinelProbe();
  Sentinel read(const ClockMap&);

 private:
  HugePages cache_cycle_, memory_cycle_;
  std::uint64_t cache_at_ = 0, memory_at_ = 0;  // where the last reading stopped: its lines are
                                                // cached, the next ones are not
};
/// Quiet (empty) when the addition moved by at most 3 % and the chases by at most 10 % between two
/// readings; else a sentence that names what moved and by how much.
std::string disturbance(const Sentinel& before, const Sentinel& after);

}  // namespace pontage
