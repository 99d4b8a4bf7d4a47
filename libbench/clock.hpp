// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ctime>
#include <string_view>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "libbench/units.hpp"

namespace pontage {

/// A raw stamp of one clock. Converted once per stamp by a ClockMap; differences are taken after
/// the conversion, never before (converting differences would lose the exact sum of a ledger).
using Ticks = std::uint64_t;

/// Wall time is measured, virtual time is priced; a timeline carries its kind and nothing mixes the
/// two.
enum class ClockKind : std::uint8_t { wall, virtual_time };

/// Where stamps come from on this machine.
enum class ClockSource : std::uint8_t { tsc, cntvct, monotonic_raw };
std::string_view to_text(ClockSource);

/// The source that `start_stamp` and `end_stamp` were compiled for.
constexpr ClockSource clock_source() {
#if defined(__x86_64__)
  return ClockSource::tsc;
#elif defined(__aarch64__)
  return ClockSource::cntvct;
#else
  return ClockSource::monotonic_raw;
#endif
}

/// CLOCK_MONOTONIC_RAW in ns: the reference that every map is fitted against.
inline Nanoseconds monotonic_raw() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC_RAW, &t);
  return Nanoseconds{static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec};
}

/// The stamp that opens a span: cheap, may move ahead of loads still in flight.
inline Ticks start_stamp() {
#if defined(__x86_64__)
  return __rdtsc();
#elif defined(__aarch64__)
  Ticks t;
  asm volatile("mrs %0, cntvct_el0" : "=r"(t));
  return t;
#else
  return static_cast<Ticks>(monotonic_raw().count());
#endif
}

/// The stamp that closes a span: everything before it has completed, so outstanding loads are
/// charged to this span and not to the next one.
inline Ticks end_stamp() {
#if defined(__x86_64__)
  _mm_lfence();
  return __rdtsc();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
  return start_stamp();
#else
  return start_stamp();
#endif
}

/// Maps raw stamps of one clock onto the run's origin, in ns. Monotone. `uncertainty` bounds the
/// error of the rate over the run so far plus the error of the offset; it is 0 only for virtual
/// time.
class ClockMap {
 public:
  /// A map for a clock that already counts nanoseconds from the origin.
  static ClockMap identity();
  /// Fits the rate of the host's stamps against CLOCK_MONOTONIC_RAW over `window` (10 ms gives
  /// about 0.1 ppm).
  static ClockMap calibrate(Nanoseconds window);

  Nanoseconds at(Ticks stamp) const {
    const auto distance = static_cast<Signed>(static_cast<std::int64_t>(stamp - origin_));
    return Nanoseconds{static_cast<std::int64_t>((distance * ns_per_tick_q40_) >> 40)} + offset_;
  }
  /// The stamp at or just after a time: what a spinning wait compares with.
  Ticks stamp_at(Nanoseconds) const;
  double ticks_per_ns() const;
  Nanoseconds uncertainty() const { return uncertainty_; }

 private:
  __extension__ using Signed = __int128;
  Ticks origin_ = 0;
  Signed ns_per_tick_q40_ = Signed{1} << 40;
  Nanoseconds offset_{};
  Nanoseconds uncertainty_{};
};

/// True when the stamps tick at one rate in every state of the processor (CPUID invariant TSC, or
/// an architected timer).
bool clock_is_invariant();

/// Spins until `deadline`; the caller's processor is busy meanwhile.
void spin_until(Ticks deadline);

}  // namespace pontage
