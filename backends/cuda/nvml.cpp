// SPDX-License-Identifier: Apache-2.0
/// A few calls of NVML, declared here because its header comes with neither the driver nor every
/// toolkit. Names and numbers are those of NVML's documented ABI.
#include <dlfcn.h>

#include <memory>

#include "backends/cuda/device_report.hpp"

namespace pontage::cuda {
namespace {

constexpr int kClockSm = 1, kClockMemory = 2;  // nvmlClockType_t
using NvmlDevice = void*;
using OfDevice = int (*)(NvmlDevice, unsigned*);
using OfClock = int (*)(NvmlDevice, int, unsigned*);
using OfMode = int (*)(NvmlDevice, unsigned*, unsigned*);

/// The library, started; each question opens it anew, so that nobody pays for it who does not ask.
class Library {
 public:
  Library() : library_(dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL)) {
    if (const auto init = call<int (*)()>("nvmlInit_v2")) is_ready_ = init() == 0;
  }
  ~Library() {
    if (const auto shut_down = call<int (*)()>("nvmlShutdown"); shut_down && is_ready_) shut_down();
    if (library_ != nullptr) dlclose(library_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  Result<DeviceState> state(const std::string& bus) const {
    const auto find = call<int (*)(const char*, NvmlDevice*)>("nvmlDeviceGetHandleByPciBusId_v2");
    NvmlDevice device = nullptr;
    if (!is_ready_ || find == nullptr)
      return fail(ErrorKind::unavailable, "libnvidia-ml.so.1 is not there or does not start");
    if (find(bus.c_str(), &device) != 0)
      return fail(ErrorKind::unavailable, "NVML does not know the device at " + bus);
    DeviceState s;
    s.link_width = number(device, "nvmlDeviceGetCurrPcieLinkWidth");
    s.most_link_width = number(device, "nvmlDeviceGetMaxPcieLinkWidth");
    s.link_generation = number(device, "nvmlDeviceGetCurrPcieLinkGeneration");
    s.most_link_generation = number(device, "nvmlDeviceGetMaxPcieLinkGeneration");
    s.sm_mhz = clock(device, "nvmlDeviceGetClockInfo", kClockSm);
    s.most_sm_mhz = clock(device, "nvmlDeviceGetMaxClockInfo", kClockSm);
    s.memory_mhz = clock(device, "nvmlDeviceGetClockInfo", kClockMemory);
    s.most_memory_mhz = clock(device, "nvmlDeviceGetMaxClockInfo", kClockMemory);
    s.has_ecc = mode(device, "nvmlDeviceGetEccMode");
    s.is_split = mode(device, "nvmlDeviceGetMigMode");
    return s;
  }

 private:
  template <class F>
  F call(const char* name) const {
    return library_ == nullptr ? nullptr : reinterpret_cast<F>(dlsym(library_, name));
  }
  std::optional<int> number(NvmlDevice device, const char* name) const {
    unsigned value = 0;
    const auto ask = call<OfDevice>(name);
    if (ask == nullptr || ask(device, &value) != 0) return std::nullopt;
    return static_cast<int>(value);
  }
  std::optional<int> clock(NvmlDevice device, const char* name, int which) const {
    unsigned value = 0;
    const auto ask = call<OfClock>(name);
    if (ask == nullptr || ask(device, which, &value) != 0) return std::nullopt;
    return static_cast<int>(value);
  }
  std::optional<bool> mode(NvmlDevice device, const char* name) const {
    unsigned now = 0, after_reset = 0;
    const auto ask = call<OfMode>(name);
    if (ask == nullptr || ask(device, &now, &after_reset) != 0) return std::nullopt;
    return now != 0;
  }

  void* library_;
  bool is_ready_ = false;
};

class Nvml final : public Management {
 public:
  Result<DeviceState> state(const std::string& bus) const override { return Library().state(bus); }
};

}  // namespace

std::shared_ptr<const Management> open_nvml() { return std::make_shared<Nvml>(); }

}  // namespace pontage::cuda
