// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/plan.hpp"

namespace pontage::triple_join {

/// Sets of places of a pattern, as bits.
inline constexpr unsigned kS = 1, kP = 2, kO = 4;
PONTAGE_ITEM inline constexpr unsigned bit_of_place(int place) { return 1U << place; }

/// The places of a pattern that hold this variable.
inline unsigned places_of(const PlanPattern& pattern, int variable) {
  unsigned places = 0;
  for (int place = 0; place < 3; ++place)
    if (pattern.at[place].variable == variable) places |= bit_of_place(place);
  return places;
}

/// The variables of a pattern, as bits.
PONTAGE_ITEM inline std::uint32_t variables_of(const PlanPattern& pattern) {
  std::uint32_t variables = 0;
  for (const PlanSlot& slot : pattern.at)
    if (slot.is_variable()) variables |= 1U << slot.variable;
  return variables;
}

/// The places of a pattern whose terms are known when these variables are.
PONTAGE_ITEM inline unsigned known_places(const PlanPattern& pattern, std::uint32_t variables) {
  unsigned places = 0;
  for (int place = 0; place < 3; ++place)
    if (!pattern.at[place].is_variable() || (variables >> pattern.at[place].variable & 1U) != 0)
      places |= bit_of_place(place);
  return places;
}

/// Whether two places hold the same variable.
PONTAGE_ITEM inline bool is_same(const PlanSlot& a, const PlanSlot& b) {
  return a.is_variable() && a.variable == b.variable;
}

/// Whether the values of `place`, given the terms at `known`, stand in order in one of the arrays.
/// An object of a subject whose predicate is not known, and a predicate of an object whose subject
/// is not known, do not.
inline bool is_listed(unsigned known, int place) {
  return !(known == kS && place == 2) && !(known == kO && place == 1);
}

}  // namespace pontage::triple_join
