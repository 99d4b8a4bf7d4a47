// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/device_report.hpp"

namespace pontage::cuda {
namespace {

using Verdict = Check::Verdict;

std::string text(const std::optional<int>& number) {
  return number ? std::to_string(*number) : "unknown";
}

/// Links and clocks fall back when nothing runs: less than the most is a hint, not proof.
Check link(const DeviceState& s) {
  const std::string finding = "PCIe generation " + text(s.link_generation) + " of " +
                              text(s.most_link_generation) + ", " + text(s.link_width) + " of " +
                              text(s.most_link_width) + " lanes";
  if (!s.link_width || !s.most_link_width) return {Verdict::unknown, "cuda link", finding, ""};
  if (*s.link_width < *s.most_link_width)
    return {Verdict::suspicious, "cuda link", finding,
            "every copy is slower than the device allows; try another slot, or say so beside the "
            "figures"};
  if (s.link_generation < s.most_link_generation)
    return {Verdict::good, "cuda link", finding + " (an idle link goes down by itself)", ""};
  return {Verdict::good, "cuda link", finding, ""};
}

Check ecc(const DeviceState& s) {
  if (!s.has_ecc) return {Verdict::unknown, "cuda ECC", "the driver does not say", ""};
  return {Verdict::good, "cuda ECC",
          *s.has_ecc ? "on" : "off: bandwidth compares only with devices that have it off", ""};
}

Check clocks(const DeviceState& s) {
  const std::string finding = "SM " + text(s.sm_mhz) + " of " + text(s.most_sm_mhz) +
                              " MHz, memory " + text(s.memory_mhz) + " of " +
                              text(s.most_memory_mhz) + " MHz, now and idle";
  if (!s.sm_mhz || !s.most_sm_mhz) return {Verdict::unknown, "cuda clocks", finding, ""};
  if (*s.sm_mhz * 10 >= *s.most_sm_mhz * 9) return {Verdict::good, "cuda clocks", finding, ""};
  return {Verdict::suspicious, "cuda clocks", finding,
          "clocks that go up and down blur times: fix them with nvidia-smi --lock-gpu-clocks"};
}

Check split(const DeviceState& s) {
  if (!s.is_split) return {Verdict::unknown, "cuda MIG", "the driver does not say", ""};
  if (!*s.is_split) return {Verdict::good, "cuda MIG", "off: the device is whole", ""};
  return {Verdict::suspicious, "cuda MIG", "on: this is a slice of a device and shares its link",
          "say so beside the figures"};
}

Check loading_of(const std::string& loading) {
  if (loading == "EAGER") return {Verdict::good, "cuda loading", "eager", ""};
  return {Verdict::good, "cuda loading",
          (loading.empty() ? std::string("lazy by default") : "CUDA_MODULE_LOADING=" + loading) +
              ": a kernel is loaded at its first launch, which is judged and not timed",
          ""};
}

}  // namespace

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::vector<Check> check_device(const DeviceProperties& p, const Result<DeviceState>& state,
                                const std::string& loading) {
  std::vector<Check> checks{{Verdict::good, "cuda device",
                             p.name + ", compute capability " + std::to_string(p.major) + "." +
                                 std::to_string(p.minor) + ", " +
                                 std::to_string(p.multiprocessors) + " multiprocessors, " +
                                 std::to_string(p.copy_engines) + " copy engines",
                             ""}};
  const std::string versions = "driver for CUDA " + version_text(p.driver_version) +
                               ", built with runtime " + version_text(p.runtime_version);
  if (p.driver_version / 1000 < p.runtime_version / 1000)
    checks.push_back(
        {Verdict::bad, "cuda driver", versions, "install a driver that is new enough"});
  else
    checks.push_back({Verdict::good, "cuda driver", versions, ""});
  if (state)
    for (Check& check : std::vector{link(*state), ecc(*state), clocks(*state), split(*state)})
      checks.push_back(std::move(check));
  else
    checks.push_back({Verdict::unknown, "cuda link, ECC, clocks, MIG", state.error().what, ""});
  checks.push_back(loading_of(loading));
  return checks;
}

}  // namespace pontage::cuda
