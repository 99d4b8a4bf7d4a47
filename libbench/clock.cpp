// SPDX-License-Identifier: Apache-2.0
#include "libbench/clock.hpp"

#include <algorithm>
#include <array>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace pontage {
namespace {

struct Pair {
  Ticks stamp;
  Nanoseconds time;
  Nanoseconds width;  // how long the reading of the reference took: the error of the pair
};

/// Reads both clocks close together; the narrowest of several tries has the smallest error.
Pair read_pair() {
  Pair best{0, {}, Nanoseconds{INT64_MAX}};
  for (int i = 0; i < 16; ++i) {
    const Nanoseconds before = monotonic_raw();
    const Ticks stamp = end_stamp();
    const Nanoseconds after = monotonic_raw();
    if (after - before < best.width) best = {stamp, before + (after - before) / 2, after - before};
  }
  return best;
}

}  // namespace

std::string_view to_text(ClockSource source) {
  constexpr std::array names{"tsc", "cntvct_el0", "CLOCK_MONOTONIC_RAW"};
  return names.at(static_cast<std::size_t>(source));
}

ClockMap ClockMap::identity() { return {}; }

ClockMap ClockMap::calibrate(Nanoseconds window) {
  const Pair first = read_pair();
  while (monotonic_raw() - first.time < window) {
  }
  const Pair last = read_pair();
  ClockMap map;
  map.origin_ = first.stamp;
  const auto elapsed = static_cast<Signed>((last.time - first.time).count());
  map.ns_per_tick_q40_ = (elapsed << 40) / static_cast<Signed>(last.stamp - first.stamp);
  map.uncertainty_ = first.width / 2 + last.width / 2 + 1_ns;
  return map;
}

Ticks ClockMap::stamp_at(Nanoseconds time) const {
  const auto distance = (static_cast<Signed>((time - offset_).count()) << 40) / ns_per_tick_q40_;
  return origin_ + static_cast<Ticks>(static_cast<std::int64_t>(distance)) + 1;
}

double ClockMap::ticks_per_ns() const {
  return static_cast<double>(Signed{1} << 40) / static_cast<double>(ns_per_tick_q40_);
}

bool clock_is_invariant() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007U, &a, &b, &c, &d) != 0 && (d & (1U << 8)) != 0;
#else
  return true;
#endif
}

void spin_until(Ticks deadline) {
  while (start_stamp() < deadline) {
  }
}

}  // namespace pontage
