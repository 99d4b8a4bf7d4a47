// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/unify/cells.hpp"

namespace pontage::unify {

/// Unification of many pairs of first-order terms: for each, the most general substitution that
/// makes both sides equal, with occurs check; it is made, applied to both sides, the sides are
/// compared, and it is undone, all of it in the window.
///
/// Shapes   limits [1] of UnifyLimits, cells [cells] u32: the terms in preorder (cells.hpp), pairs
///          [pairs] of TermPair (request); answers [pairs] of UnifyAnswer (response); room [lanes ×
///          lane bytes] (scratch; lane_layout.hpp).
/// Work     steps = the pairs' cells, each looked at least once; bytes_read = those of the cells
/// and
///          pairs, bytes_written = those of the answers; dependent loads are at least one a
///          variable's occurrence.
/// Judge    exact: what every pair comes to is known by construction, or from a unifier that shares
///          no code with the variants (plain_unify.hpp). The answer of a pair that unifies is the
///          digest of the left side under the unifier, written out with its variables numbered as
///          they first occur: the same for every most general unifier, since these differ by
///          renaming only.
struct UnifyShape {
  std::string family;      ///< what the terms are like
  std::int64_t pairs = 0;  ///< in one job
  std::int64_t size = 0;   ///< of a pair, in the family's own measure (families.hpp)
  std::int64_t lanes = 0;  ///< pairs that have room in scratch at a time
};

/// Both sides lie in one stretch of cells; variables are numbered within the pair and may stand on
/// both sides.
struct TermPair {
  std::uint32_t first = 0;      ///< cell where the left side begins
  std::uint32_t right = 0;      ///< cells from there to the right side
  std::uint32_t cells = 0;      ///< of both sides
  std::uint32_t variables = 0;  ///< numbers that may occur
};

enum Outcome : std::uint32_t {
  kFails = 0,    ///< a clash or a cycle
  kUnifies = 1,  ///< the sides are equal under the unifier
  kDiffers = 2,  ///< a unifier was made and the sides differ under it: the variant is wrong
};

struct UnifyAnswer {
  std::uint64_t digest = 0;   ///< of the left side under the unifier; 0 when there is none
  std::uint32_t outcome = 0;  ///< Outcome
  std::uint32_t free = 0;     ///< variables that the left side under the unifier still has
  friend bool operator==(const UnifyAnswer&, const UnifyAnswer&) = default;
};

/// What the room of a lane follows from.
struct UnifyLimits {
  std::uint64_t pairs = 0, lanes = 0;
  std::uint64_t cells = 0, variables = 0;  ///< the most that a pair has
};

enum UnifyValue : std::size_t {
  kLimits = 0,
  kTermCells = 1,
  kTermPairs = 2,
  kAnswers = 3,
  kRoom = 4
};

}  // namespace pontage::unify
