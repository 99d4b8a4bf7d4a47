// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/device_report.hpp"
#include "libbench/nvml_library.hpp"

namespace pontage::cuda {
namespace {

/// Each question opens the library anew, so that nobody pays for it who does not ask.
class Nvml final : public Management {
 public:
  explicit Nvml(std::string library) : library_(std::move(library)) {}

  Result<DeviceState> state(const std::string& bus) const override {
    const auto nvml = NvmlLibrary::load(library_);
    if (!nvml) return pass_on(nvml.error());
    const auto gpu = (*nvml)->gpu_at(bus);
    if (!gpu) return pass_on(gpu.error());
    const auto number = [&](const char* entry) { return (*nvml)->number(*gpu, entry); };
    const auto clock = [&](const char* entry, NvmlLibrary::Clock which) {
      return (*nvml)->megahertz(*gpu, entry, which);
    };
    DeviceState s;
    s.link_width = number("nvmlDeviceGetCurrPcieLinkWidth");
    s.most_link_width = number("nvmlDeviceGetMaxPcieLinkWidth");
    s.link_generation = number("nvmlDeviceGetCurrPcieLinkGeneration");
    s.most_link_generation = number("nvmlDeviceGetMaxPcieLinkGeneration");
    s.sm_mhz = clock("nvmlDeviceGetClockInfo", NvmlLibrary::kClockSm);
    s.most_sm_mhz = clock("nvmlDeviceGetMaxClockInfo", NvmlLibrary::kClockSm);
    s.memory_mhz = clock("nvmlDeviceGetClockInfo", NvmlLibrary::kClockMemory);
    s.most_memory_mhz = clock("nvmlDeviceGetMaxClockInfo", NvmlLibrary::kClockMemory);
    s.has_ecc = (*nvml)->is_on(*gpu, "nvmlDeviceGetEccMode");
    s.is_split = (*nvml)->is_on(*gpu, "nvmlDeviceGetMigMode");
    return s;
  }

 private:
  std::string library_;
};

}  // namespace

std::shared_ptr<const Management> open_nvml(const std::string& library) {
  return std::make_shared<Nvml>(library);
}

}  // namespace pontage::cuda
