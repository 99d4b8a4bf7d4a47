// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "libbench/dialect.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

/// A bank of at most this many chains lives wholly in the registers of a 16-register machine: the
/// offsets, the base address and the loop counter.
inline constexpr std::int64_t kMostInRegisters = 12;

/// The plain text: one chain after the other, one load after the other.
void chase_reference(const Args&);

/// Chains of one bank interleaved in one worker, offsets in registers (K ≤ 12) or, beyond, some of
/// them on the stack. `chase_scalar` and `chase_banks` are the same code at different K; the record
/// names which it was.
void chase_scalar(HostTeam&, const Args&);
void chase_banks(HostTeam&, const Args&);
std::string scalar_refusal(const Problem&);
std::string banks_refusal(const Problem&);

/// Four chains a vector register with AVX2's vpgatherqq, for K a multiple of 4.
void chase_gather(HostTeam&, const Args&);
std::string gather_refusal(const Problem&);

}  // namespace pontage::graph_walk
