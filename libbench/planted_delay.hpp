// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "libbench/clock.hpp"

namespace pontage {

/// Places where a self-test may plant a busy loop, to prove that a ledger finds it
/// (docs/measuring.md, planted holes).
enum class DelayPoint : std::uint8_t {
  host_between_steps,  ///< on the host, inside the window, outside every span
  before_start,        ///< an operation was submitted, its engine idle, until it starts
  in_copy,             ///< inside a copy: must come out as copy.dma
  before_notice,       ///< the device is done until the host resumes
  before_first_item,   ///< a worker was called until its first item
};
inline constexpr int kDelayPoints = static_cast<int>(DelayPoint::before_first_item) + 1;
std::string_view to_text(DelayPoint);

/// How long to delay where. Passed as a pointer that is null in every normal run: then a point
/// costs one test of a register.
struct PlantedDelays {
  Ticks ticks[kDelayPoints] = {};
};

inline void delay_here(const PlantedDelays* delays, DelayPoint point) {
  if (delays == nullptr) [[likely]]
    return;
  if (const Ticks ticks = delays->ticks[static_cast<std::size_t>(point)]; ticks != 0)
    spin_until(start_stamp() + ticks);
}

}  // namespace pontage
