// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/families.hpp"

namespace pontage::unify {

/// heads or heads:FACTS, FACTS being those of `resolve`.
Result<PairBatch> make_heads(const UnifyShape&, Seed);

}  // namespace pontage::unify
