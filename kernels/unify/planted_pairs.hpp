// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/unify/written_sides.hpp"
#include "libbench/rng.hpp"

namespace pontage::unify {

/// Symbols that random terms have.
inline constexpr Cell kFirstRandom = 8, kRandomFunctors = 16, kRandomConstants = 64;

/// A random term of about `size` cells, over `variables` variables.
void grow(std::vector<Cell>& to, std::int64_t size, Cell variables, Rng& rng);

/// Two terms whose most general common instance is `term`: some of its subterms, none within
/// another, are a variable on one side and written out on the other. Equal subterms on the same
/// side may be the same variable. Returns where the right side has a constant that the left side
/// has too.
std::vector<std::size_t> plant(std::span<const Cell> term, Sides& sides, Rng& rng);

}  // namespace pontage::unify
