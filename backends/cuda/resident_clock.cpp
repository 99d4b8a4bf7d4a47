// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/resident_clock.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace pontage::cuda {
namespace {

constexpr int kPings = 16;
constexpr double kPatienceNs = 10e9, kBusyNs = 1e6;  // beyond the second it gives way

}  // namespace

Code ResidentClock::set_anchor(ResidentBell& bell, const ResidentAnswer& answer) {
  if (ticks_per_ns_ == 0) ticks_per_ns_ = ClockMap::calibrate(10_ms).ticks_per_ns();
  const std::atomic_ref pinged(bell.pinged);
  const std::atomic_ref ponged(const_cast<std::uint64_t&>(answer.ponged));
  Anchor best;
  Ticks width = ~Ticks{0};
  std::uint64_t last_ns = 0;
  for (int i = 0; i < kPings; ++i) {
    const Ticks before = end_stamp();
    pinged.store(++pings_, std::memory_order_release);
    while (ponged.load(std::memory_order_acquire) != pings_) {
      const double waited = static_cast<double>(end_stamp() - before) / ticks_per_ns_;
      if (waited > kPatienceNs) return kNotReady;
      if (waited > kBusyNs) sched_yield();
    }
    const Ticks after = end_stamp();
    const std::uint64_t ns = answer.ping_ns;
    if (last_ns != 0)
      step_ = Nanoseconds{std::gcd(step_.count(), static_cast<std::int64_t>(ns - last_ns))};
    last_ns = ns;
    if (after - before >= width) continue;
    width = after - before;
    best = {before + width / 2, ns};
  }
  uncertainty_ = std::max(uncertainty_, Nanoseconds{static_cast<std::int64_t>(std::ceil(
                                            static_cast<double>(width) / ticks_per_ns_ / 2))});
  anchors_.push_back(best);
  return kGood;
}

Ticks ResidentClock::to_host(std::uint64_t device_ns) const {
  if (anchors_.empty()) return 0;
  const Anchor &from = anchors_.front(), &to = anchors_.back();
  double ticks_per_ns = ticks_per_ns_;
  if (to.device_ns > from.device_ns)
    ticks_per_ns = static_cast<double>(to.host - from.host) /
                   static_cast<double>(to.device_ns - from.device_ns);
  const auto since = static_cast<double>(static_cast<std::int64_t>(device_ns - from.device_ns));
  return from.host + static_cast<Ticks>(std::llround(since * ticks_per_ns));
}

}  // namespace pontage::cuda
