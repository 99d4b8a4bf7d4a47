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
///          [pairs] of TermPair (request); outcomes [pairs] u32 of Outcome and bindings [variables
///          of all pairs] u32 (response); room [lanes × lane bytes] (scratch; lane_layout.hpp). A
///          pair that unifies has what its variables are bound to from TermPair::bindings on: 0
///          where one is free; a variable's or a constant's cell; or, with tag 4, the cell of its
///          pair where a compound term begins. What is bound to may hold bound variables itself.
/// Work     counted by the item of union_find over a CountProbe, when it is first asked for: steps
/// =
///          cells looked at, dependent loads = bindings, classes and ends looked up; bytes_read =
///          those of cells and pairs once, bytes_written = those of the answer. The other variants
///          are priced as if they did the same.
/// Judge    exact: what every pair comes to is known by construction, or from a unifier that shares
///          no code with the variants (plain_unify.hpp). unifier_reader.hpp applies the bindings
///          to both sides, outside the window, by code of its own: both must be, written out with
///          their variables numbered as they first occur, the term that is expected, by a digest;
///          most general unifiers differ by renaming only, so it is the same for all of them.
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
  std::uint32_t bindings = 0;   ///< where theirs begin
};

enum Outcome : std::uint32_t {
  kFails = 0,    ///< a clash or a cycle
  kUnifies = 1,  ///< the sides are equal under the unifier
  kDiffers = 2,  ///< a unifier was made and the sides differ under it: the variant is wrong
};

/// What a pair comes to, as it is judged.
struct UnifyAnswer {
  std::uint64_t digest = 0;   ///< of the sides under the unifier; 0 when there is none
  std::uint32_t outcome = 0;  ///< Outcome
  std::uint32_t free = 0;     ///< variables that the sides under the unifier still have
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
  kOutcomes = 3,
  kBindings = 4,
  kRoom = 5
};

}  // namespace pontage::unify
