// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/cell_classes.hpp"
#include "kernels/unify/compared_sides.hpp"

namespace pontage::unify {

/// The same as ComparedSides in almost linear time, whatever the pair: every compound term is gone
/// through for cycles once, and two terms that have been compared are of one class of cells from
/// then on (Hopcroft and Karp 1971). It trusts no class that the unifier came from: it makes its
/// own.
template <class Probe>
class ComparedClasses {
 public:
  PONTAGE_ITEM ComparedClasses(Probe& probe, const Lane& lane, const Cell* cells,
                               const TermPair& pair)
      : probe_(probe), lane_(lane), cells_(cells), pair_(pair), classes_(probe, lane, cells) {}

  PONTAGE_ITEM Compared run() {
    classes_.make(pair_.cells);
    if (has_cycle(0) || has_cycle(pair_.right)) return Compared::cycle;
    for (std::uint32_t at = 0; at < pair_.cells;
         ++at)  // the same array had how far they were gone through
      probe_.store(&lane_.parents[at], at, site(UnifySite::parent));
    return are_equal() ? Compared::same : Compared::differ;
  }

 private:
  PONTAGE_ITEM Cell cell_at(std::uint32_t at) {
    return probe_.load(&cells_[at], site(UnifySite::cell));
  }
  /// A constant's cell, a free variable's, or the place of a compound term.
  PONTAGE_ITEM Cell value_at(std::uint32_t at) {
    const Cell cell = cell_at(at);
    if (!is_variable(cell)) return is_functor(cell) ? place(at) : cell;
    const Root root = find_root(probe_, lane_, payload_of(cell));
    if (root.bound == 0) return variable(root.variable);
    return is_place(root.bound) ? place(payload_of(root.bound)) : root.bound;
  }

  /// How far a compound term has been gone through stands in `parents` instead of its own number.
  enum : std::uint32_t { kOpenTerm = 0xfffffffe, kReadTerm = 0xffffffff };
  PONTAGE_ITEM void set_term(std::uint32_t at, std::uint32_t how_far) {
    probe_.store(&lane_.parents[at], how_far, site(UnifySite::parent));
  }
  PONTAGE_ITEM bool has_cycle(std::uint32_t side) {
    const Cell first = value_at(side);
    if (!is_place(first)) return false;
    std::uint32_t depth = 0;
    // Of a goal: the compound term, the next of its arguments, and how many are to come.
    const auto open = [&](std::uint32_t at) {
      set_term(at, kOpenTerm);
      probe_.store(&lane_.goals[depth++], Goal{at, at + 1, arity_of(cell_at(at))},
                   site(UnifySite::goal));
    };
    if (probe_.load(&lane_.parents[payload_of(first)], site(UnifySite::parent)) != kReadTerm)
      open(payload_of(first));
    while (depth > 0) {
      Goal now = probe_.load(&lane_.goals[depth - 1], site(UnifySite::goal));
      if (now.open == 0) {
        set_term(now.left, kReadTerm);
        --depth;
        continue;
      }
      const Cell argument = value_at(now.right);
      --now.open;
      now.right = classes_.end_of(now.right);
      probe_.store(&lane_.goals[depth - 1], now, site(UnifySite::goal));
      if (!is_place(argument)) continue;
      const std::uint32_t how_far =
          probe_.follow(&lane_.parents[payload_of(argument)], site(UnifySite::parent));
      if (how_far == kOpenTerm) return true;
      if (how_far != kReadTerm) open(payload_of(argument));
    }
    return false;
  }

  PONTAGE_ITEM bool are_equal() {
    std::uint32_t goals = 0;
    const auto keep = [&](Cell a, Cell b) {
      if (is_place(a) && is_place(b))
        probe_.store(&lane_.goals[goals++], Goal{payload_of(a), payload_of(b), 1},
                     site(UnifySite::goal));
      return is_place(a) && is_place(b) ? true : a == b;
    };
    if (!keep(value_at(0), value_at(pair_.right))) return false;
    while (goals > 0) {
      Goal now = probe_.load(&lane_.goals[--goals], site(UnifySite::goal));
      if (!classes_.unite(now.left, now.right)) continue;
      const Cell head = cell_at(now.left);
      if (head != cell_at(now.right)) return false;
      ++now.left, ++now.right;
      for (Cell rest = arity_of(head); rest > 0; --rest) {
        if (!keep(value_at(now.left), value_at(now.right))) return false;
        now.left = classes_.end_of(now.left);
        now.right = classes_.end_of(now.right);
      }
    }
    return true;
  }

  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
  const TermPair& pair_;
  CellClasses<Probe> classes_;
};

}  // namespace pontage::unify
