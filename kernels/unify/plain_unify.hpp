// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernels/unify/unify_shape.hpp"

namespace pontage::unify {

/// Unification as it is defined: a set of equations, and a substitution that is applied to all of
/// them, and to itself, at each step (Martelli and Montanari 1982, section 2). Terms are copied and
/// written out, so for small terms only. Shares nothing with the variants: what judges and tests
/// hold them against. Returns the substitution, a term for each variable (itself where it is free),
/// or nothing when there is none.
using Term = std::vector<Cell>;
std::optional<std::vector<Term>> plain_unify(std::span<const Cell> left,
                                             std::span<const Cell> right, Cell variables);

/// The term with every variable replaced by what it stands for.
Term substitute(const std::vector<Term>& substitution, std::span<const Cell> term);

/// What a pair comes to.
UnifyAnswer plain_answer(std::span<const Cell> left, std::span<const Cell> right, Cell variables);

}  // namespace pontage::unify
