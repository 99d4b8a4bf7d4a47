// SPDX-License-Identifier: Apache-2.0
// For tests: a library with the entries of NVIDIA's libnvidia-ml.so.1 that we
// call, whose GPUs are what the test writes into `fake_nvml_state`.
#include "libbench/fake_nvml.hpp"

#include <cstring>

namespace {

constexpr int kSuccess = 0, kNotSupported = 3, kNotFound = 6;

pontage::FakeGpu* gpu_of(void* handle) { return static_cast<pontage::FakeGpu*>(handle); }

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): the names are NVIDIA's
extern "C" {

pontage::FakeNvml fake_nvml_state;

int nvmlInit_v2() {
  if (fake_nvml_state.init_error == kSuccess) ++fake_nvml_state.initialised;
  return fake_nvml_state.init_error;
}
int nvmlShutdown() {
  --fake_nvml_state.initialised;
  return kSuccess;
}
const char* nvmlErrorString(int code) { return code == 9 ? "Driver Not Loaded" : "Some Error"; }
int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = fake_nvml_state.gpus;
  return kSuccess;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** handle) {
  if (index >= fake_nvml_state.gpus) return kNotFound;
  *handle = &fake_nvml_state.gpu[index];
  return kSuccess;
}
int nvmlDeviceGetHandleByPciBusId_v2(const char* bus, void** handle) {
  for (unsigned i = 0; i < fake_nvml_state.gpus; ++i) {
    if (std::strcmp(fake_nvml_state.gpu[i].bus, bus) != 0) continue;
    *handle = &fake_nvml_state.gpu[i];
    return kSuccess;
  }
  return kNotFound;
}
int nvmlDeviceGetCurrPcieLinkWidth(void* handle, unsigned* lanes) {
  *lanes = gpu_of(handle)->link_width;
  return kSuccess;
}
int nvmlDeviceGetClockInfo(void*, int which, unsigned* megahertz) {
  *megahertz = which == 1 ? 1980 : 2619;
  return kSuccess;
}
int nvmlDeviceGetMigMode(void* handle, unsigned* now, unsigned* after_reset) {
  *now = *after_reset = gpu_of(handle)->is_split ? 1 : 0;
  return kSuccess;
}
int nvmlDeviceGetTotalEnergyConsumption(void* handle, unsigned long long* millijoules) {
  if (!gpu_of(handle)->has_energy) return kNotSupported;
  *millijoules = gpu_of(handle)->millijoules;
  return kSuccess;
}
int nvmlDeviceGetPowerUsage(void* handle, unsigned* milliwatts) {
  if (!gpu_of(handle)->has_power) return kNotSupported;
  *milliwatts = gpu_of(handle)->milliwatts;
  return kSuccess;
}
}
// NOLINTEND(readability-identifier-naming)
