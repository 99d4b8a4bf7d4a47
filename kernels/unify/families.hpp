// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "kernels/unify/unify_shape.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::unify {

/// Pairs of terms, and what each comes to.
struct PairBatch {
  std::vector<Cell> cells;
  std::vector<TermPair> pairs;
  std::vector<UnifyAnswer> expected;
  /// Cells of the largest result when it is written out; a variant that does so pays that.
  double most_written = 0;
  std::string source;  ///< "Debian: …" where terms come from files
};

/// The families, and what `size` means in each:
///   random       about so many cells a side; a pair in four clashes
///   wide         arguments of one functor
///   deep         levels: p(A, f(…f(…))) against p(f(…f(…)), A)
///   balanced     leaves: the same with full binary trees
///   exponential  doublings: x₁ = f(x₂, x₂) … twice over, and the two must be equal; the result
///                has 2^size cells and more when it is written out
///   cyclic       variables in a ring: x₁ = f(x₂) … xₙ = f(x₁); fails the occurs check only
///   heads[:FACTS]  nothing: heads and goals of the rules of `resolve` against goals on its facts
///                (WordNet's; little, wordnet:/dir, debian, debian:/file) and against each other
/// Both sides have variables of their own, and are different within their first eight cells.
/// An unknown family is a usage error, a size that a family cannot have is refused.
Result<PairBatch> make_pairs(const UnifyShape&, Seed);

/// Every family that is made from the shape and the seed alone.
inline constexpr std::string_view kMadeFamilies[] = {"random",   "wide",        "deep",
                                                     "balanced", "exponential", "cyclic"};

/// The digest of a term as it stands, its variables numbered as they first occur; `free` takes how
/// many there are.
std::uint64_t written_digest(std::span<const Cell> term, std::uint32_t& free);

}  // namespace pontage::unify
