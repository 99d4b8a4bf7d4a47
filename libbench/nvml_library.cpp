// SPDX-License-Identifier: Apache-2.0
#include "libbench/nvml_library.hpp"

#include <dlfcn.h>

namespace pontage {
namespace {

template <class Function>
bool find(void* handle, const char* symbol, Function& function) {
  function = reinterpret_cast<Function>(dlsym(handle, symbol));
  return function != nullptr;
}

std::string last_error() {
  const char* text = dlerror();
  return text != nullptr ? text : "no reason given";
}

}  // namespace

Result<std::unique_ptr<NvmlLibrary>> NvmlLibrary::load(const std::string& name) {
  std::unique_ptr<NvmlLibrary> library(new NvmlLibrary);
  library->handle_ = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library->handle_ == nullptr)
    return fail(ErrorKind::unavailable, "NVML cannot be loaded (" + last_error() + ")");
  if (auto bound = library->bind(name); !bound) return pass_on(bound.error());
  if (const int code = library->init_(); code != 0)
    return fail(ErrorKind::unavailable, "NVML cannot start: " + library->error_text(code));
  library->is_initialised_ = true;
  return library;
}

NvmlLibrary::~NvmlLibrary() {
  if (is_initialised_) shutdown_();
  if (handle_ != nullptr) dlclose(handle_);
}

Result<void> NvmlLibrary::bind(const std::string& name) {
  const auto missing = [&](const char* symbol) {
    return fail(ErrorKind::unavailable, name + " has no " + symbol);
  };
  if (!find(handle_, "nvmlInit_v2", init_)) return missing("nvmlInit_v2");
  if (!find(handle_, "nvmlShutdown", shutdown_)) return missing("nvmlShutdown");
  if (!find(handle_, "nvmlDeviceGetCount_v2", device_count_))
    return missing("nvmlDeviceGetCount_v2");
  if (!find(handle_, "nvmlDeviceGetHandleByIndex_v2", device_by_index_))
    return missing("nvmlDeviceGetHandleByIndex_v2");
  if (!find(handle_, "nvmlDeviceGetHandleByPciBusId_v2", device_by_bus_))
    return missing("nvmlDeviceGetHandleByPciBusId_v2");
  find(handle_, "nvmlDeviceGetTotalEnergyConsumption", total_energy_);
  find(handle_, "nvmlDeviceGetPowerUsage", power_);
  find(handle_, "nvmlErrorString", error_string_);
  return {};
}

std::string NvmlLibrary::error_text(int code) const {
  const char* text = error_string_ != nullptr ? error_string_(code) : nullptr;
  return text != nullptr ? text : "error " + std::to_string(code);
}

Result<std::vector<NvmlLibrary::Gpu>> NvmlLibrary::gpus() const {
  unsigned count = 0;
  if (const int code = device_count_(&count); code != 0)
    return fail(ErrorKind::unavailable, "NVML cannot count GPUs: " + error_text(code));
  std::vector<Gpu> all(count);
  for (unsigned i = 0; i < count; ++i)
    if (const int code = device_by_index_(i, &all[i]); code != 0)
      return fail(ErrorKind::unavailable,
                  "NVML cannot open GPU " + std::to_string(i) + ": " + error_text(code));
  return all;
}

Result<NvmlLibrary::Gpu> NvmlLibrary::gpu_at(const std::string& bus) const {
  Gpu gpu = nullptr;
  if (const int code = device_by_bus_(bus.c_str(), &gpu); code != 0)
    return fail(ErrorKind::unavailable,
                "NVML does not know the GPU at " + bus + ": " + error_text(code));
  return gpu;
}

std::optional<std::uint64_t> NvmlLibrary::millijoules(Gpu gpu) const noexcept {
  unsigned long long energy = 0;
  if (total_energy_ == nullptr || total_energy_(gpu, &energy) != 0) return std::nullopt;
  return energy;
}

std::optional<std::uint64_t> NvmlLibrary::milliwatts(Gpu gpu) const noexcept {
  unsigned power = 0;
  if (power_ == nullptr || power_(gpu, &power) != 0) return std::nullopt;
  return power;
}

std::optional<int> NvmlLibrary::number(Gpu gpu, const char* entry) const {
  int (*ask)(Gpu, unsigned*) = nullptr;
  unsigned value = 0;
  if (!find(handle_, entry, ask) || ask(gpu, &value) != 0) return std::nullopt;
  return static_cast<int>(value);
}

std::optional<int> NvmlLibrary::megahertz(Gpu gpu, const char* entry, Clock which) const {
  int (*ask)(Gpu, int, unsigned*) = nullptr;
  unsigned value = 0;
  if (!find(handle_, entry, ask) || ask(gpu, which, &value) != 0) return std::nullopt;
  return static_cast<int>(value);
}

std::optional<bool> NvmlLibrary::is_on(Gpu gpu, const char* entry) const {
  int (*ask)(Gpu, unsigned*, unsigned*) = nullptr;
  unsigned now = 0, after_reset = 0;
  if (!find(handle_, entry, ask) || ask(gpu, &now, &after_reset) != 0) return std::nullopt;
  return now != 0;
}

}  // namespace pontage
