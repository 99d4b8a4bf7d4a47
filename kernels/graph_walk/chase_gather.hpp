// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace pontage::graph_walk {

/// Whether this build has the AVX2 code and this processor can run it.
bool has_gather();

/// Follows `chains` (4, 8, …, 64) interleaved chains of `cycle` for `hops` dereferences each, from
/// `starts` to `ends`. Call it only where has_gather(). Only this function is compiled for AVX2:
/// the header includes nothing of ours, lest an inline function compiled for AVX2 be the copy the
/// linker keeps for everybody.
void gather_bank(const std::byte* cycle, const std::uint64_t* starts, std::uint64_t* ends,
                 std::int64_t chains, std::int64_t hops);

}  // namespace pontage::graph_walk
