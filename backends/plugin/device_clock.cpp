// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/device_clock.hpp"

#include <algorithm>
#include <cmath>

namespace pontage::plugin {
namespace {

double difference(Ticks later, Ticks earlier) {
  return static_cast<double>(static_cast<std::int64_t>(later - earlier));
}

}  // namespace

std::optional<ClockPair> DeviceClock::narrowest(const Read& read, int readings) {
  std::optional<ClockPair> best;
  for (int i = 0; i < readings; ++i) {
    const auto pair = read();
    if (!pair) return std::nullopt;
    if (!best || pair->after - pair->before < best->after - best->before) best = pair;
  }
  return best;
}

double DeviceClock::rate() const {
  if (!last_ || last_->device == first_.device) return assumed_;
  const double host = difference(last_->before, first_.before) + middle(*last_) - middle(first_);
  return host / difference(last_->device, first_.device);
}

Ticks DeviceClock::to_host(Ticks device) const {
  const double since = difference(device, first_.device) * rate() + middle(first_);
  return first_.before + static_cast<Ticks>(std::llround(since));
}

Ticks DeviceClock::uncertainty() const {
  const Ticks first = first_.after - first_.before;
  const Ticks last = last_ ? last_->after - last_->before : first;
  return (std::max(first, last) + 1) / 2;
}

}  // namespace pontage::plugin
