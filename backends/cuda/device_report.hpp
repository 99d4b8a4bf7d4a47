// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backends/cuda/runtime.hpp"
#include "libbench/environment.hpp"
#include "libbench/result.hpp"

namespace pontage::cuda {

/// What the management library knows of a device and the runtime does not. Absent where it does
/// not say.
struct DeviceState {
  std::optional<int> link_width, most_link_width;            ///< lanes
  std::optional<int> link_generation, most_link_generation;  ///< PCIe
  std::optional<int> sm_mhz, most_sm_mhz, memory_mhz, most_memory_mhz;
  std::optional<bool> has_ecc, is_split;  ///< `is_split`: in MIG mode
};

/// Where DeviceState comes from: NVML, or a test.
class Management {
 public:
  virtual ~Management() = default;
  /// By the bus address that the runtime gives.
  virtual Result<DeviceState> state(const std::string& bus) const = 0;
};

/// NVML, which comes with the driver, opened at run time by libbench/nvml_library.hpp.
std::shared_ptr<const Management> open_nvml(const std::string& library = "libnvidia-ml.so.1");

std::string version_text(int version);  ///< 13000 → "13.0"

/// What `pontage doctor` says of one device. `loading` is what CUDA_MODULE_LOADING holds, or empty.
std::vector<Check> check_device(const DeviceProperties&, const Result<DeviceState>&,
                                const std::string& loading);

}  // namespace pontage::cuda
