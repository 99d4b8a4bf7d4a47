// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "libbench/counters.hpp"

namespace pontage {

inline constexpr const char* kPackageEnergy = "package_energy_joules";
inline constexpr const char* kMemoryEnergy = "memory_energy_joules";

/// The processor's energy meters (RAPL) in /sys/class/powercap: all packages together and, where
/// the processor has such a meter, their memory. They count the whole package, whoever uses it, and
/// are stepped about every millisecond.
std::unique_ptr<CounterProvider> make_rapl_counters(const SystemFiles&);

/// What a meter advanced between two readings when it starts again from 0 above `range`; `range` 0
/// is unknown, and a meter that went back then is an empty optional.
std::optional<std::uint64_t> meter_advance(std::uint64_t before, std::uint64_t after,
                                           std::uint64_t range);

}  // namespace pontage
