// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libbench/result.hpp"

namespace pontage {

/// NVIDIA's management library, loaded by name: the few calls that energy and `doctor` need. Shut
/// down and unloaded with the object. Its entries are declared here because its header comes with
/// neither the driver nor every toolkit; names and numbers are those of its documented ABI.
class NvmlLibrary {
 public:
  using Gpu = void*;  ///< nvmlDevice_t

  /// Refused with a sentence when there is no such library, no driver, or an entry is missing.
  static Result<std::unique_ptr<NvmlLibrary>> load(const std::string& name);
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  Result<std::vector<Gpu>> gpus() const;
  /// The GPU at a PCI bus address as the CUDA runtime gives it ("0000:17:00.0").
  Result<Gpu> gpu_at(const std::string& bus) const;
  /// Since the driver was loaded; empty where the GPU has no meter (before Volta).
  std::optional<std::uint64_t> millijoules(Gpu) const noexcept;
  std::optional<std::uint64_t> milliwatts(Gpu) const noexcept;

  enum Clock : int { kClockSm = 1, kClockMemory = 2 };  ///< nvmlClockType_t
  /// What an entry of one of three shapes says of a GPU: one number, one clock in MHz, whether a
  /// mode is on. Empty where the library lacks the entry or the GPU does not say. Looks the entry
  /// up: not for windows.
  std::optional<int> number(Gpu, const char* entry) const;
  std::optional<int> megahertz(Gpu, const char* entry, Clock) const;
  std::optional<bool> is_on(Gpu, const char* entry) const;

 private:
  NvmlLibrary() = default;
  Result<void> bind(const std::string& name);
  std::string error_text(int code) const;

  // As nvml.h declares them; nvmlReturn_t is an enumeration, 0 is success.
  int (*init_)() = nullptr;
  int (*shutdown_)() = nullptr;
  int (*device_count_)(unsigned*) = nullptr;
  int (*device_by_index_)(unsigned, Gpu*) = nullptr;
  int (*device_by_bus_)(const char*, Gpu*) = nullptr;
  int (*total_energy_)(Gpu, unsigned long long*) = nullptr;  // absent before driver 396
  int (*power_)(Gpu, unsigned*) = nullptr;
  const char* (*error_string_)(int) = nullptr;
  void* handle_ = nullptr;
  bool is_initialised_ = false;
};

}  // namespace pontage
