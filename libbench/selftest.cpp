// SPDX-License-Identifier: Apache-2.0
#include "libbench/selftest.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <vector>

#include "libbench/clock_order.hpp"
#include "libbench/scheduling.hpp"
#include "libbench/statistics.hpp"
#include "libbench/track.hpp"

namespace pontage {
namespace {

constexpr int kFewestBatches = 9, kMostBatches = 2'000;
constexpr int kStampsPerBatch = 500, kSpansPerBatch = 500, kReadsPerBatch = 20, kAddsOfWork = 300;
constexpr double kSpanMayCostNs = 25;
constexpr Nanoseconds kLeastBudget = 1'000'000_ns;

/// Median over batches of what one of a batch's `count` calls takes. `batch` runs them all. The
/// first is a warm-up.
template <class Batch>
double median_call_ns(const ClockMap& clock, Nanoseconds budget, int count, const Batch& batch) {
  batch();
  std::vector<double> each;
  const Nanoseconds begin = monotonic_raw();
  while (static_cast<int>(each.size()) < kMostBatches) {
    const Ticks from = end_stamp();
    batch();
    const Ticks to = end_stamp();
    each.push_back(static_cast<double>((clock.at(to) - clock.at(from)).count()) / count);
    if (static_cast<int>(each.size()) >= kFewestBatches && monotonic_raw() - begin > budget) break;
  }
  return median(each);
}

double stamp_cost_ns(const ClockMap& clock, Nanoseconds budget) {
  return median_call_ns(clock, budget, kStampsPerBatch, [] {
    for (int i = 0; i < kStampsPerBatch; ++i) {
      Ticks stamp = start_stamp();
      asm volatile("" : "+r"(stamp));
    }
  });
}

/// A chain of additions, some 100 ns: long enough that what a span overlaps with it is overlapped.
void work() {
  std::uint64_t sum = 1;
  for (int i = 0; i < kAddsOfWork; ++i) {
    sum += sum;
    asm volatile("" : "+r"(sum));
  }
}

/// The same two stamps and the same push as around an activity of a run, around `inside`.
template <class Inside>
void push_spans(Track& track, const Inside& inside) {
  track.clear();
  for (int i = 0; i < kSpansPerBatch; ++i) {
    const Ticks begin = start_stamp();
    inside();
    const Ticks end = end_stamp();
    track.push({begin, end, i, 1, 0, 64});
  }
}

double empty_span_cost_ns(const ClockMap& clock, Nanoseconds budget) {
  Track track(kSpansPerBatch);
  return median_call_ns(clock, budget, kSpansPerBatch, [&track] { push_spans(track, [] {}); });
}

/// Work with spans less the same work without, in alternating batches: median of the differences,
/// so that a clock frequency that moves hits both alike.
double span_cost_ns(const ClockMap& clock, Nanoseconds budget) {
  Track track(kSpansPerBatch);
  std::vector<double> differences;
  const Nanoseconds begin = monotonic_raw();
  while (static_cast<int>(differences.size()) < kMostBatches) {
    const Ticks first = end_stamp();
    push_spans(track, work);
    const Ticks second = end_stamp();
    for (int i = 0; i < kSpansPerBatch; ++i) work();
    const Ticks third = end_stamp();
    const Nanoseconds added =
        (clock.at(second) - clock.at(first)) - (clock.at(third) - clock.at(second));
    differences.push_back(static_cast<double>(added.count()) / kSpansPerBatch);
    if (static_cast<int>(differences.size()) >= kFewestBatches && monotonic_raw() - begin > budget)
      break;
  }
  return median(differences);
}

double schedstat_cost_ns(const ClockMap& clock, Nanoseconds budget) {
  const RunDelay delay;
  if (!delay.is_available()) return 0;
  return median_call_ns(clock, budget, kReadsPerBatch, [&delay] {
    for (int i = 0; i < kReadsPerBatch; ++i) {
      std::int64_t read = delay.read().count();
      asm volatile("" : "+r"(read));
    }
  });
}

/// Smallest step between neighbouring stamps that is not zero.
double resolution_ns(const ClockMap& clock) {
  Ticks least = std::numeric_limits<Ticks>::max();
  Ticks previous = start_stamp();
  for (int i = 0; i < 20'000; ++i) {
    const Ticks now = start_stamp();
    if (now > previous) least = std::min(least, now - previous);
    previous = now;
  }
  return static_cast<double>(least) / clock.ticks_per_ns();
}

std::string sentence(const char* format, double value) {
  char text[200];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

Check check_invariance(const SelfTest& test) {
  if (test.clock_is_invariant)
    return {Check::Verdict::good, "clock",
            "stamps come from " + test.clock_source +
                sentence(" at %.1f MHz, the same in every state of the processor", test.clock_mhz),
            ""};
  return {
      Check::Verdict::bad, "clock",
      "stamps come from " + test.clock_source + ", whose rate changes with the processor's state",
      "fix the frequency before measuring: sudo cpupower frequency-set -g performance; on a "
      "virtual machine ask for the "
      "invariant TSC (QEMU: -cpu host,+invtsc)"};
}

Check check_order(const SelfTest& test) {
  if (test.backward_steps == 0)
    return {Check::Verdict::good, "clock order",
            "no later stamp was smaller, on one processor or between two", ""};
  return {Check::Verdict::bad, "clock order",
          std::to_string(test.backward_steps) +
              " later stamps were smaller than earlier ones: spans of different processors cannot "
              "be compared",
          "pin everything to one socket (taskset -c 0-3 pontage …) and look for the kernel's "
          "opinion: sudo dmesg | grep -i tsc"};
}

Check check_span(const SelfTest& test) {
  const std::string finding = sentence("a span adds %.1f ns to what it encloses", test.span_ns) +
                              sentence(", %.1f ns where it encloses nothing", test.empty_span_ns);
  if (test.span_ns <= kSpanMayCostNs) return {Check::Verdict::good, "span cost", finding, ""};
  return {Check::Verdict::suspicious, "span cost",
          finding + ", more than 25 ns: short activities are charged for being traced",
          "read jobs below 20 µs untraced; build with -DCMAKE_BUILD_TYPE=Release, and look whether "
          "a hypervisor intercepts the "
          "clock: cat /sys/devices/system/clocksource/clocksource0/current_clocksource"};
}

Check check_run_delay(const SelfTest& test) {
  if (test.schedstat_ns > 0)
    return {
        Check::Verdict::good, "run delay",
        sentence("time stolen by other threads can be read, %.0f ns a reading", test.schedstat_ns),
        ""};
  return {Check::Verdict::unknown, "run delay", RunDelay().reason(),
          "time taken by other threads stands in unattributed; a kernel with CONFIG_SCHED_INFO has "
          "/proc/thread-self/schedstat"};
}

}  // namespace

SelfTest run_selftest(const ClockMap& clock, Nanoseconds budget) {
  const Nanoseconds share = std::max(budget, kLeastBudget) / 5;
  SelfTest test;
  test.clock_source = to_text(clock_source());
  test.clock_is_invariant = pontage::clock_is_invariant();
  test.clock_mhz = clock.ticks_per_ns() * 1000;
  test.clock_uncertainty_ns = static_cast<double>(clock.uncertainty().count());
  test.stamp_ns = stamp_cost_ns(clock, share);
  test.empty_span_ns = empty_span_cost_ns(clock, share);
  test.span_ns = span_cost_ns(clock, share);
  test.schedstat_ns = schedstat_cost_ns(clock, share);
  test.resolution_ns = resolution_ns(clock);
  test.backward_steps = count_backward_steps(share).backward_steps;
  test.checks = judge_selftest(test);
  return test;
}

std::vector<Check> judge_selftest(const SelfTest& test) {
  return {check_invariance(test), check_order(test), check_span(test), check_run_delay(test)};
}

}  // namespace pontage
