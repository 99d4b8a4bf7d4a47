// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "libbench/clock.hpp"

namespace pontage::plugin {

/// A moment on two clocks: the host stamped before and after it read the device's.
struct ClockPair {
  Ticks before = 0, device = 0, after = 0;
};

/// Maps a device's stamps onto the host's. Anchored before and after a run: offset and drift are
/// what two narrow readings say, so a stamp between them is off by at most half the wider one.
class DeviceClock {
 public:
  using Read = std::function<std::optional<ClockPair>()>;
  /// Of some readings the narrowest: whatever delays one widens it.
  static std::optional<ClockPair> narrowest(const Read&, int readings = 32);

  /// The first anchor of a run, the last one, and how many host ticks one device tick is if nobody
  /// knows it yet. Without a second anchor the first and this rate are used.
  void open(const ClockPair& first) {
    first_ = first;
    last_.reset();
  }
  void close(const ClockPair& last) { last_ = last; }
  void assume_rate(double host_ticks_per_device_tick) { assumed_ = host_ticks_per_device_tick; }

  Ticks to_host(Ticks device) const;
  /// Half the width of the wider anchor, in host ticks.
  Ticks uncertainty() const;
  /// Host ticks per device tick between the anchors.
  double rate() const;

 private:
  static double middle(const ClockPair& p) {
    return static_cast<double>(p.after - p.before) / 2;  // beyond p.before
  }
  ClockPair first_;
  std::optional<ClockPair> last_;
  double assumed_ = 1;
};

}  // namespace pontage::plugin
