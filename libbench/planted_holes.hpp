// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "libbench/leaf.hpp"
#include "libbench/planted_delay.hpp"
#include "libbench/registry.hpp"

namespace pontage {

/// What became of one planted busy loop.
struct HoleFinding {
  DelayPoint point{};
  Nanoseconds planted{};
  LeafKind leaf{};  ///< where it must be found: unattributed, or copy.dma for a delay inside a copy
  Nanoseconds found{};  ///< median over jobs of that leaf, less the same without the delay
  int jobs = 0, jobs_flagged = 0;
  bool is_found =
      false;  ///< within 10 % of what was planted, and the jobs flagged where it is unattributed
};

/// Plants 200 µs at each point on real devices (`cpu_split` for queues, `cpu_threads` for workers)
/// and settles the ledgers. A point that this machine cannot show (one processor) is left out.
Result<std::vector<HoleFinding>> find_planted_holes(const Registry&, const ClockMap&);

}  // namespace pontage
