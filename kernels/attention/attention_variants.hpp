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
/// The instruction set that flash runs on here, as Highway names it: "AVX2", "SSE4", …
std::string flash_target();

}  // namespace pontage::attention
