// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/device_clock.hpp"

#include <cmath>
#include <utility>

namespace pontage::cuda {
namespace {

constexpr int kPings = 8;
constexpr double kStaleNs = 1e9;

}  // namespace

Result<std::unique_ptr<DeviceClock>> DeviceClock::make(std::shared_ptr<Runtime> runtime) {
  const double ticks_per_ns = ClockMap::calibrate(10_ms).ticks_per_ns();
  std::unique_ptr<DeviceClock> clock(new DeviceClock(std::move(runtime), ticks_per_ns));
  if (const Code code = clock->runtime_->make_stream(&clock->stream_); code != kGood)
    return pass_on(trouble(*clock->runtime_, code, "making a stream"));
  return clock;
}

DeviceClock::~DeviceClock() {
  forget();
  if (stream_ != nullptr) (void)runtime_->destroy(stream_);
}

void DeviceClock::forget() {
  for (const Anchor& anchor : anchors_) (void)runtime_->destroy(anchor.event);
  anchors_.clear();
}

Code DeviceClock::ping(Event event, Ticks* middle, Ticks* width) {
  const Ticks before = end_stamp();
  Code code = runtime_->record(event, stream_);
  while (code == kGood && (code = runtime_->query(event)) == kNotReady) code = kGood;
  const Ticks after = end_stamp();
  *width = after - before;
  *middle = before + *width / 2;
  return code;
}

Code DeviceClock::restart() {
  forget();
  return renew();
}

Code DeviceClock::renew() {
  Event best = nullptr, spare = nullptr;
  Code code = runtime_->make_event(EventKind::timing, &best);
  if (code == kGood) code = runtime_->make_event(EventKind::timing, &spare);
  Ticks middle = 0, width = ~Ticks{0};
  for (int i = 0; i < kPings && code == kGood; ++i) {
    Ticks next_middle = 0, next_width = 0;
    code = ping(spare, &next_middle, &next_width);
    if (next_width >= width) continue;
    std::swap(best, spare);
    middle = next_middle;
    width = next_width;
  }
  if (spare != nullptr) (void)runtime_->destroy(spare);
  if (code != kGood) {
    if (best != nullptr) (void)runtime_->destroy(best);
    return code;
  }
  const auto half = Nanoseconds{
      static_cast<std::int64_t>(std::ceil(static_cast<double>(width) / ticks_per_ns_ / 2))};
  if (!anchors_.empty()) {
    Anchor& before = anchors_.back();
    float ms = 0;
    if (code = runtime_->elapsed(before.event, best, &ms); code == kGood) {
      before.ms_to_next = static_cast<double>(ms);
      host_ns_ += static_cast<double>(middle - before.host) / ticks_per_ns_;
      device_ns_ += before.ms_to_next * 1e6;
      error_ns_ += 2 * static_cast<double>(half.count());
    }
  }
  uncertainty_ = std::max(uncertainty_, half);
  anchors_.push_back({best, middle});
  ++anchors_set_;
  return code;
}

bool DeviceClock::is_stale() const {
  return !anchors_.empty() &&
         static_cast<double>(start_stamp() - anchors_.back().host) > kStaleNs * ticks_per_ns_;
}

Ticks DeviceClock::to_host(int anchor, float milliseconds) const {
  const auto at = static_cast<std::size_t>(anchor);
  const Anchor& from = anchors_[at];
  double ticks_per_ms = ticks_per_ns_ * 1e6;
  if (from.ms_to_next > 0 && at + 1 < anchors_.size())
    ticks_per_ms = static_cast<double>(anchors_[at + 1].host - from.host) / from.ms_to_next;
  return from.host +
         static_cast<Ticks>(std::llround(static_cast<double>(milliseconds) * ticks_per_ms));
}

Ticks DeviceClock::in_ticks(Nanoseconds time) const {
  return static_cast<Ticks>(static_cast<double>(time.count()) * ticks_per_ns_);
}

Nanoseconds DeviceClock::in_ns(Ticks ticks) const {
  return Nanoseconds{std::llround(static_cast<double>(ticks) / ticks_per_ns_)};
}

double DeviceClock::drift_ppm() const {
  return host_ns_ > 0 ? (device_ns_ / host_ns_ - 1) * 1e6 : 0;
}

double DeviceClock::drift_error_ppm() const {
  return host_ns_ > 0 ? error_ns_ / host_ns_ * 1e6 : 0;
}

}  // namespace pontage::cuda
