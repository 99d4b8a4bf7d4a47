// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace pontage {

/// An event that the kernel can count: its name in a record, and the kernel's numbers for it.
struct PerfEvent {
  const char* name;
  std::uint32_t type;
  std::uint64_t config;
};
/// What a record asks for: cycles, instructions, stalled cycles, misses.
std::span<const PerfEvent> perf_events();
/// Page faults, which the kernel counts without any hardware: to try the calls where there is none.
PerfEvent page_fault_event();

/// What one event counted in one thread. It took turns with others when it was counting for less
/// time than it was switched on.
struct PerfCount {
  std::uint64_t value = 0, enabled_ns = 0, running_ns = 0;
};

/// The kernel's calls, so that tests can stand in for them.
class PerfCalls {
 public:
  virtual ~PerfCalls() = default;
  /// The threads that this process has now.
  virtual std::vector<int> threads() const = 0;
  /// A descriptor of a counter that stands still, or minus the error's number. It counts `thread`
  /// (0: the caller) and all threads that one starts from now on.
  virtual int open(const PerfEvent&, int thread, bool with_kernel) = 0;
  virtual void enable(int descriptor) noexcept = 0;
  virtual void disable(int descriptor) noexcept = 0;
  virtual bool read(int descriptor, PerfCount&) const = 0;
  virtual void close(int descriptor) noexcept = 0;
};
std::unique_ptr<PerfCalls> make_perf_calls();

}  // namespace pontage
