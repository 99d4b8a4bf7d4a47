// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>

#include "backends/cuda/trouble.hpp"
#include "libbench/clock.hpp"

namespace pontage::cuda {

/// Puts the device's stamps on the host's clock. An *anchor* is an event that the device recorded
/// between two stamps of the host (a ping-pong on a stream of its own; the narrowest of several is
/// kept), so its error is at most half the distance of the two. What a job recorded is known as
/// milliseconds since an anchor, a float, so anchors are renewed each second. Between two anchors
/// stamps are interpolated: a drift of the device's clock does no harm, but it is measured and
/// stated. All of it happens outside windows.
class DeviceClock {
 public:
  static Result<std::unique_ptr<DeviceClock>> make(std::shared_ptr<Runtime>);
  ~DeviceClock();
  DeviceClock(const DeviceClock&) = delete;
  DeviceClock& operator=(const DeviceClock&) = delete;

  /// Forgets all anchors (nothing refers to them any more) and sets the first one.
  Code restart();
  /// Sets another anchor.
  Code renew();
  bool is_stale() const;  ///< the last anchor is a second old
  int last() const { return static_cast<int>(anchors_.size()) - 1; }
  Event event(int anchor) const { return anchors_[static_cast<std::size_t>(anchor)].event; }

  /// A stamp so long after an anchor. Best when a later anchor is set already.
  Ticks to_host(int anchor, float milliseconds) const;

  Nanoseconds uncertainty() const { return uncertainty_; }  ///< the widest anchor's so far
  Ticks in_ticks(Nanoseconds) const;
  Nanoseconds in_ns(Ticks) const;
  /// How much faster than the host's the device's clock runs, over all stretches between anchors.
  double drift_ppm() const;
  /// What drift_ppm may be wrong by.
  double drift_error_ppm() const;
  int anchors_set() const { return anchors_set_; }

 private:
  struct Anchor {
    Event event = nullptr;
    Ticks host = 0;
    double ms_to_next = 0;  // on the device; 0: there is no next
  };
  DeviceClock(std::shared_ptr<Runtime> runtime, double ticks_per_ns)
      : runtime_(std::move(runtime)), ticks_per_ns_(ticks_per_ns) {}
  Code ping(Event, Ticks* middle, Ticks* width);
  void forget();

  std::shared_ptr<Runtime> runtime_;
  double ticks_per_ns_;
  Stream stream_ = nullptr;
  std::deque<Anchor> anchors_;
  Nanoseconds uncertainty_{};
  double host_ns_ = 0, device_ns_ = 0, error_ns_ = 0;  // sums over stretches between anchors
  int anchors_set_ = 0;
};

}  // namespace pontage::cuda
