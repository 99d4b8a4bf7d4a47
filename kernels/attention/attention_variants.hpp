// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/kernel.hpp"

namespace pontage::attention {

/// One row after the other, by attend_row in f32.
void attention_reference(const Args&);

/// Two matrix products by Eigen with the softmax between them; the scores of a block of queries
/// stand in scratch.
void attention_eigen(HostTeam&, const Args&);
std::string eigen_refusal(const Problem&);

/// Tiled, with the online softmax; scores of a tile only, so none reach the memory.
void attention_flash(HostTeam&, const Args&);
/// The same as it is for bf16 on a processor that multiplies pairs of bf16, whether or not this one
/// does: for tests. Needs pairs_can_run() of flash_pairs.hpp.
void attention_flash_in_pairs(HostTeam&, const Args&);
/// The instruction set that flash runs on here, as Highway names it ("AVX2", "SSE4", …), and
/// whether it multiplies pairs of bf16.
std::string flash_target();

}  // namespace pontage::attention
