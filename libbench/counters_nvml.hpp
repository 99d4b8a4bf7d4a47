// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "libbench/counters.hpp"

namespace pontage {

inline constexpr const char* kGpuEnergy = "gpu_energy_joules";

/// Energy of the NVIDIA GPUs that are watched, together, through NVML, which is loaded when
/// this is called and never linked. When none is named it is the only one of the machine; with
/// several, the reading is absent and says so. From the GPUs' energy meters; where one has none,
/// from its power at the start and at the end of the window times its length, and the source says
/// so. Meters are stepped up to every 100 ms.
std::unique_ptr<CounterProvider> make_nvml_counters(
    const std::string& library = "libnvidia-ml.so.1");

}  // namespace pontage
