// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// One thread a chain: the plain text. How much latency is hidden depends on how many chains there
/// are in all, not on how they are shared out to banks.
void chase_threads(CudaStream&, const Args&);

/// One thread a bank, its chains interleaved in registers, as `scalar` does on a CPU: K loads of
/// one thread in flight. For at most 8 chains.
inline constexpr std::int64_t kMostInThread = 8;
void chase_registers(CudaStream&, const Args&);

/// The same as kernels that stay.
void chase_threads_stay(CudaStream&, const ResidentBoard&, std::span<const Args>);
void chase_registers_stay(CudaStream&, const ResidentBoard&, std::span<const Args>);

}  // namespace pontage::graph_walk
