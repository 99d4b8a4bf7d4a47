// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/lane_layout.hpp"
#include "kernels/unify/unify_shape.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::unify {

enum class UnifySite : Site { pair, cell, bound, row, goal, end, parent, outcome, binding };
PONTAGE_ITEM constexpr Site site(UnifySite s) { return static_cast<Site>(s); }

/// On what is called rarely: its registers are not taken from the loops around it.
#define PONTAGE_RARE __attribute__((noinline))

/// What a variable is bound to: 0 nothing; a variable's or a constant's cell; or, with one of these
/// tags, the cell of its pair where a compound term begins. The last two say how far that term has
/// been read for the occurs check.
enum : Cell { kPlace = 4, kOpenPlace = 5, kReadPlace = 6 };
PONTAGE_ITEM constexpr Cell place(std::uint32_t at, Cell tag = kPlace) {
  return tag << kTagShift | at;
}
/// Nothing else has the highest bit.
PONTAGE_ITEM constexpr bool is_place(Cell bound) { return bound >> 31 != 0; }
/// As an answer has it: every place by the same tag. The bits that the tags of places differ in are
/// taken away.
PONTAGE_ITEM constexpr Cell without_reading(Cell bound) {
  return bound & ~(is_place(bound) ? Cell{3} << kTagShift : 0);
}
static_assert(without_reading(place(7, kOpenPlace)) == place(7) &&
              without_reading(place(7, kReadPlace)) == place(7) &&
              without_reading(place(kPayload)) == place(kPayload) &&
              without_reading(constant(kPayload)) == constant(kPayload));

/// A variable that is bound to no variable, and what it is bound to.
struct Root {
  std::uint32_t variable = 0;
  Cell bound = 0;
};
inline constexpr std::uint32_t kNoRoot = 0xffffffff;

/// Of two roots, the one with the larger mixed number stays: linking in an order that is as good as
/// random keeps paths as short as ranks do (Goel, Khanna, Larkin and Tarjan 2014).
PONTAGE_ITEM constexpr std::uint32_t link_order(std::uint32_t number) {
  return (number ^ number >> 15) * 0x9e3779b1U;
}

/// The root of the class of a variable that is bound to the variable `up`, halving the path to it
/// (Tarjan and van Leeuwen 1984).
template <class Probe>
PONTAGE_ITEM PONTAGE_RARE Root climb(Probe& probe, const Lane& lane, std::uint32_t variable,
                                     Cell up) {
  for (;;) {
    const Cell above = probe.follow(&lane.bound[payload_of(up)], site(UnifySite::bound));
    if (!is_variable(above)) return {payload_of(up), above};
    probe.store(&lane.bound[variable], above, site(UnifySite::bound));
    variable = payload_of(above);
    up = probe.follow(&lane.bound[variable], site(UnifySite::bound));
    if (!is_variable(up)) return {variable, up};
  }
}

/// The root of a variable's class.
template <class Probe>
PONTAGE_ITEM inline Root find_root(Probe& probe, const Lane& lane, std::uint32_t variable) {
  const Cell up = probe.follow(&lane.bound[variable], site(UnifySite::bound));
  if (!is_variable(up)) return {variable, up};
  return climb(probe, lane, variable, up);
}

/// The cell after the term at `at`. A term ends where as many cells have been read as its first and
/// the arguments of its functors: only functors move the end.
template <class Probe>
PONTAGE_ITEM std::uint32_t skip_term(Probe& probe, const Cell* cells, std::uint32_t at) {
  const Cell* next = cells + at;
  const Cell* end = next + 1;
  while (next != end) end += term_arity(probe.load(next++, site(UnifySite::cell)));
  return static_cast<std::uint32_t>(end - cells);
}

/// What all pairs of a job share.
struct Unifications {
  const Cell* cells = nullptr;
  const TermPair* pairs = nullptr;
  std::uint32_t* outcomes = nullptr;
  Cell* bindings = nullptr;
  std::byte* room = nullptr;
  UnifyLimits limits;
  LaneLayout layout;

  /// Clean, for the first pair.
  PONTAGE_ITEM Lane lane(std::uint64_t number) const {
    const Lane lane = lane_at(room + number * layout.size, layout);
    for (std::uint64_t v = 0; v < limits.variables; ++v) lane.bound[v] = 0;
    return lane;
  }
};

/// On a device the limits lie there: whoever runs the items reads them.
PONTAGE_ITEM inline Unifications unifications_of(const UnifyLimits* limits, const Cell* cells,
                                                 const TermPair* pairs, std::uint32_t* outcomes,
                                                 Cell* bindings, std::byte* room) {
  return {cells,
          pairs,
          outcomes,
          bindings,
          room,
          *limits,
          LaneLayout::of(limits->cells, limits->variables)};
}
inline Unifications unifications_of(const Args& args) {
  return unifications_of(args.value<const UnifyLimits>(kLimits), args.value<const Cell>(kTermCells),
                         args.value<const TermPair>(kTermPairs),
                         args.value<std::uint32_t>(kOutcomes), args.value<Cell>(kBindings),
                         args.value<std::byte>(kRoom));
}

}  // namespace pontage::unify
