// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sched.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backends/shared/host/topology.hpp"
#include "libbench/result.hpp"

namespace pontage::host {

/// Where workers sit. Under both policies two workers share a core only when every core has one
/// already: siblings share caches and execution units, and a count of workers up to the cores
/// should mean cores.
enum class Pinning : std::uint8_t {
  compact,  ///< neighbours first: one last-level cache, one NUMA node, one socket after the other
  scatter,  ///< far apart first: NUMA nodes in turn, inside each node its last-level caches in turn
  none,     ///< wherever the operating system puts them
};
std::string_view to_text(Pinning);
Result<Pinning> parse_pinning(std::string_view);

/// All allowed processors in the order in which workers take them; empty for `none`.
std::vector<int> placement_order(const Topology&, Pinning);

/// The processor of each worker; empty for `none`. Refused with a sentence where there are fewer
/// processors than workers.
Result<std::vector<int>> place_workers(const Topology&, std::int64_t workers, Pinning);

/// Lets the calling thread run on these processors only; false when the system refuses (a processor
/// outside the container). Allocates nothing for processors below 1,024.
bool pin_this_thread(std::span<const int> processors) noexcept;

/// Gives the calling thread another mask while it lives and the old one back: around calls that
/// start a runtime's threads, which inherit the mask of whoever starts them.
class MaskGuard {
 public:
  explicit MaskGuard(std::span<const int> processors) : before_(allowed_processors()) {
    pin_this_thread(processors);
  }
  ~MaskGuard() { pin_this_thread(before_); }
  MaskGuard(const MaskGuard&) = delete;
  MaskGuard& operator=(const MaskGuard&) = delete;

 private:
  std::vector<int> before_;
};

/// Keeps a thread that is not ours on a processor without pinning it: a team's worker 0 is its
/// caller, and a mask left on the caller would be inherited by every thread it starts later.
/// `settle` costs a read when the thread is in place already; else it moves the thread over and
/// restores its mask at once. The scheduler rarely moves it away again.
class HomeProcessor {
 public:
  explicit HomeProcessor(int processor = -1) : processor_(processor) {}  ///< -1: anywhere
  void settle() noexcept {
    if (processor_ >= 0 && sched_getcpu() != processor_) [[unlikely]]
      move();
  }

 private:
  void move() noexcept;
  int processor_;
};

}  // namespace pontage::host
