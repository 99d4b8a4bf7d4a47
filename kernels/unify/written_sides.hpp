// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/families.hpp"

namespace pontage::unify {

/// A pair that is being written.
struct Sides {
  std::vector<Cell> left, right;
  Cell variables = 0;

  Cell fresh() { return variable(variables++); }
  void both(Cell cell) { left.push_back(cell), right.push_back(cell); }
};

/// Adds the pair, and what it comes to.
void add_pair(PairBatch&, const Sides&, UnifyAnswer expected);

}  // namespace pontage::unify
