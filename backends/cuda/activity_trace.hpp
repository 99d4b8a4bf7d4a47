// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libbench/clock.hpp"
#include "libbench/result.hpp"

namespace pontage::cuda {

/// When the device itself says that an operation ran, on the host's clock.
struct DeviceInterval {
  Ticks begin = 0, end = 0;
};

/// By the number that the operation was announced with.
using DeviceIntervals = std::map<std::uint64_t, DeviceInterval>;

/// A second source of when kernels and copies ran: records of the driver, without the share of
/// events around them. Operations are known by the number they were submitted under, never by when
/// they ran; several kernels or copies of one operation are one interval. One at a time in a
/// process; its calls are for the thread that submits.
class ActivityTrace {
 public:
  struct Taken {
    DeviceIntervals at;
    std::uint64_t lost = 0;  ///< records that had no room
  };
  virtual ~ActivityTrace() = default;
  virtual std::string_view source() const = 0;  ///< "CUPTI 130001 (libcupti.so)"
  /// From now on operations leave records; what was left before is forgotten. Nothing is in flight.
  virtual Result<void> start() = 0;
  virtual void stop() = 0;
  /// Around the calls that submit one operation.
  virtual void announce(std::uint64_t number) noexcept = 0;
  virtual void announced() noexcept = 0;
  /// What was recorded since `start`; everything announced is done.
  virtual Taken take() = 0;
};

/// Where CUPTI may lie: by name, below $CUDA_HOME, and where toolkits are installed.
std::vector<std::string> cupti_libraries();
/// CUPTI, from the first of the libraries that loads; never linked. Refused with a sentence when
/// none does, it is not of the version that this was compiled for, another has it, or this was
/// compiled without its headers.
Result<std::unique_ptr<ActivityTrace>> load_cupti(const std::vector<std::string>& libraries);

}  // namespace pontage::cuda
