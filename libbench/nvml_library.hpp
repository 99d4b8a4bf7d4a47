// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libbench/result.hpp"

namespace pontage {

/// NVIDIA's management library, loaded by name: the few calls that energy needs. Shut down and
/// unloaded with the object.
class NvmlLibrary {
 public:
  using Gpu = void*;  ///< nvmlDevice_t

  /// Refused with a sentence when there is no such library, no driver, or an entry is missing.
  static Result<std::unique_ptr<NvmlLibrary>> load(const std::string& name);
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  Result<std::vector<Gpu>> gpus() const;
  /// Since the driver was loaded; empty where the GPU has no meter (before Volta).
  std::optional<std::uint64_t> millijoules(Gpu) const noexcept;
  std::optional<std::uint64_t> milliwatts(Gpu) const noexcept;

 private:
  NvmlLibrary() = default;
  Result<void> bind(const std::string& name);
  std::string error_text(int code) const;

  // As nvml.h declares them; nvmlReturn_t is an enumeration, 0 is success.
  int (*init_)() = nullptr;
  int (*shutdown_)() = nullptr;
  int (*device_count_)(unsigned*) = nullptr;
  int (*device_by_index_)(unsigned, Gpu*) = nullptr;
  int (*total_energy_)(Gpu, unsigned long long*) = nullptr;  // absent before driver 396
  int (*power_)(Gpu, unsigned*) = nullptr;
  const char* (*error_string_)(int) = nullptr;
  void* handle_ = nullptr;
  bool is_initialised_ = false;
};

}  // namespace pontage
