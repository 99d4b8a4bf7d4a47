// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "backends/cuda/runtime.hpp"
#include "libbench/clock.hpp"
#include "libbench/resident.hpp"

namespace pontage::cuda {

/// Puts the stamps of a resident kernel, nanoseconds of the device's own timer (%globaltimer), on
/// the host's clock. An anchor is a ping that the kernel answered between two stamps of the host,
/// the narrowest of several; between the first anchor and the last, stamps are interpolated.
class ResidentClock {
 public:
  /// The kernel must be there and idle. kNotReady when it does not answer within ten seconds.
  Code set_anchor(ResidentBell&, const ResidentAnswer&);
  void forget() { anchors_.clear(); }

  Ticks to_host(std::uint64_t device_ns) const;
  /// The widest anchor's so far, and a step of the timer.
  Nanoseconds uncertainty() const { return uncertainty_ + step_; }
  /// What all answers so far differ by multiples of: how fine the timer is.
  Nanoseconds step() const { return step_; }

 private:
  struct Anchor {
    Ticks host = 0;
    std::uint64_t device_ns = 0;
  };
  double ticks_per_ns_ = 0;
  std::uint64_t pings_ = 0;
  std::vector<Anchor> anchors_;
  Nanoseconds uncertainty_{}, step_{};
};

}  // namespace pontage::cuda
