// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/compared_classes.hpp"
#include "kernels/unify/compared_sides.hpp"

namespace pontage::unify {

/// Applies the unifier to both sides and compares them.
template <class Probe, class Rows = PlainRows>
PONTAGE_ITEM Outcome compare_pair(Probe& probe, const Lane& lane, const Cell* cells,
                                  const TermPair& pair, bool is_by_classes, const Rows& rows = {}) {
  Compared how = Compared::too_long;
  if (!is_by_classes) how = ComparedSides<Probe, Rows>(probe, lane, cells, pair, rows).run();
  if (how == Compared::too_long) how = ComparedClasses<Probe>(probe, lane, cells, pair).run();
  if (how == Compared::same) return kUnifies;
  return how == Compared::differ ? kDiffers : kFails;
}

/// Writes the answer, compared first if there is a unifier, and undoes every binding.
template <class Probe, class Rows = PlainRows>
PONTAGE_ITEM void finish_pair(Probe& probe, const Unifications& all, const Lane& lane,
                              const TermPair& pair, std::uint64_t number, bool is_solved,
                              bool is_by_classes = false, const Rows& rows = {}) {
  const Outcome outcome =
      is_solved ? compare_pair(probe, lane, all.cells + pair.first, pair, is_by_classes, rows)
                : kFails;
  probe.store(&all.outcomes[number], std::uint32_t{outcome}, site(UnifySite::outcome));
  Cell* const to = all.bindings + pair.bindings;
  const std::uint32_t variables = pair.variables;
  if (outcome == kUnifies) {
    for (std::uint32_t v = 0; v < variables; ++v) {
      const Cell bound = probe.load(&lane.bound[v], site(UnifySite::bound));
      probe.store(&to[v], without_reading(bound), site(UnifySite::binding));
      probe.store(&lane.bound[v], Cell{0}, site(UnifySite::bound));
    }
  } else {
    for (std::uint32_t v = 0; v < variables; ++v)
      probe.store(&lane.bound[v], Cell{0}, site(UnifySite::bound));
  }
}

}  // namespace pontage::unify
