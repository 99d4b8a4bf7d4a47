// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/resolve_program.hpp"

namespace pontage::unify {

/// Facts that match a goal, as a stretch of the facts' order.
struct Stretch {
  const std::uint32_t* facts = nullptr;
  std::uint32_t count = 0;
};

/// The facts of a predicate with an argument at a place (kMostArguments: whatever they have); false
/// when there are none.
template <class Probe>
bool find_stretch(Probe& probe, const Program& p, Cell head, std::uint32_t place, Value value,
                  Stretch& found) {
  std::uint32_t slot = hash_words(hash_words(hash_words(0, head), place), value) & p.fact_mask;
  probe.op(Op::multiply, 3);
  for (;; slot = (slot + 1) & p.fact_mask) {
    const FactSlot s = probe.follow(&p.fact_slots[slot], site(ResolveSite::fact_slot));
    if (s.head == 0) return false;
    if (s.head != head || s.place != place || s.value != value) continue;
    found = {p.fact_order + s.first, s.count};
    return true;
  }
}

/// The shortest stretch of facts that has all that match.
template <class Probe>
Stretch facts_like(Probe& probe, const Program& p, Cell head, const Value* args) {
  Stretch best;
  bool is_any = false;
  for (Cell place = 0; place < arity_of(head); ++place) {
    if (args[place] == 0) continue;
    Stretch found;
    if (!find_stretch(probe, p, head, place, args[place], found)) return {};
    if (!is_any || found.count < best.count) best = found;
    is_any = true;
  }
  if (!is_any) find_stretch(probe, p, head, kMostArguments, 0, best);
  return best;
}

/// The rules of a predicate, by halving; false when it has none.
template <class Probe>
bool rules_of(Probe& probe, const Program& p, Cell head, PredicateRecord& found) {
  std::uint32_t begin = 0, end = p.predicate_count;
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    const PredicateRecord record =
        probe.follow(&p.predicates[middle], site(ResolveSite::predicate));
    probe.op(Op::branch);
    if (record.head == head) return found = record, true;
    if (record.head < head)
      begin = middle + 1;
    else
      end = middle;
  }
  return false;
}

}  // namespace pontage::unify
