// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pontage {

/// One thing known about the machine, the build or a case. The name ends in its unit where the
/// value is a number.
struct Fact {
  std::string name, value;
};

/// One thing looked at that can spoil a measurement. `remedy` says what to do; empty when all is
/// well.
struct Check {
  enum class Verdict : std::uint8_t { good, suspicious, bad, unknown } verdict = Verdict::unknown;
  std::string name;     ///< "governor", "huge pages", "contention", …
  std::string finding;  ///< one sentence with the value seen
  std::string remedy;
};
std::string to_text(Check::Verdict);

/// A cache as the machine reports it; on a virtual machine what is reported is often not what one
/// gets.
struct CacheFact {
  std::string type;  ///< "Data", "Instruction", "Unified"
  int level = 0;
  std::int64_t size_bytes = 0;
  int shared_by = 1;  ///< hardware threads
};

/// Where a measurement was taken. Reading it never needs more rights than the user has; what cannot
/// be read is absent or "n/a" with the reason.
struct Environment {
  std::string host_name, processor, kernel, compiler, flags, revision, instruction_set;
  int cpus_allowed = 1, cpus_online = 1, sockets = 1, numa_nodes = 1, threads_per_core = 1;
  double nominal_mhz = 0;  ///< 0 when unknown
  std::vector<CacheFact> caches;
  std::vector<double> load_average;
  std::vector<Fact> facts;  ///< governor, transparent huge pages, hypervisor, container, memory, …
  std::vector<Check> checks;  ///< what is suspicious about it
  /// A hash of what must be equal for two results to be comparable: processor, caches, kernel,
  /// compiler and flags.
  std::string fingerprint;
};
/// Reads /proc and /sys below `root` (tests pass a folder with made-up files; "" is the real
/// machine).
Environment read_environment(const std::string& root = "");

/// Clock ticks (USER_HZ) that the hypervisor gave to others, summed over processors; 0 where
/// unknown.
std::int64_t steal_ticks(const std::string& root = "");

}  // namespace pontage
