// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/finish_pair.hpp"

namespace pontage::unify {

/// The textbook's unification (Robinson 1965, with bindings shared as in Boyer and Moore 1972):
/// read both sides in step, look bound variables up, and check that a variable does not occur in
/// what it is bound to, each time. What a variable stands for is read again wherever it stands, so
/// doubling terms take exponential time. Its recursion is on a stack in scratch.
template <class Probe>
class Robinson {
 public:
  PONTAGE_ITEM Robinson(Probe& probe, const Lane& lane, const Cell* cells)
      : probe_(probe), lane_(lane), cells_(cells) {}

  PONTAGE_ITEM bool solve(std::uint32_t right) {
    Goal now{0, right, 1};
    std::uint32_t depth = 0;
    for (;;) {
      while (now.open > 0)
        if (!step(now, depth)) return false;
      if (depth == 0) return true;
      now = probe_.load(&lane_.goals[--depth], site(UnifySite::goal));
    }
  }

 private:
  PONTAGE_ITEM Cell cell_at(std::uint32_t at) {
    return probe_.load(&cells_[at], site(UnifySite::cell));
  }
  PONTAGE_ITEM Root look_up(Cell var) {
    for (std::uint32_t v = payload_of(var);;) {
      const Cell bound = probe_.follow(&lane_.bound[v], site(UnifySite::bound));
      if (!is_variable(bound)) return {v, bound};
      v = payload_of(bound);
    }
  }

  PONTAGE_ITEM bool step(Goal& now, std::uint32_t& depth) {
    const Cell a = cell_at(now.left), b = cell_at(now.right);
    if (!is_variable(a) && !is_variable(b)) {
      if (a != b) return false;
      now.open += arity_of(a) - 1;
      ++now.left, ++now.right;
      return true;
    }
    // Both are whole terms: on with what follows them, after this.
    const std::uint32_t left = now.left, right = now.right;
    now.left = skip_term(probe_, cells_, left);
    now.right = skip_term(probe_, cells_, right);
    --now.open;
    const Root x = is_variable(a) ? look_up(a) : Root{0, value_of(a, left)};
    const Root y = is_variable(b) ? look_up(b) : Root{0, value_of(b, right)};
    if (is_variable(a) && is_variable(b) && x.variable == y.variable) return true;
    if (is_variable(a) && x.bound == 0)
      return bind(x.variable, y.bound == 0 ? variable(y.variable) : y.bound);
    if (is_variable(b) && y.bound == 0) return bind(y.variable, x.bound);
    if (!is_place(x.bound) || !is_place(y.bound)) return x.bound == y.bound;
    probe_.store(&lane_.goals[depth++], now, site(UnifySite::goal));
    now = {payload_of(x.bound), payload_of(y.bound), 1};
    return true;
  }
  PONTAGE_ITEM static Cell value_of(Cell cell, std::uint32_t at) {
    return is_functor(cell) ? place(at) : cell;
  }

  PONTAGE_ITEM bool bind(std::uint32_t v, Cell to) {
    if (is_place(to) && occurs(v, payload_of(to))) return false;
    probe_.store(&lane_.bound[v], to, site(UnifySite::bound));
    return true;
  }

  PONTAGE_ITEM bool occurs(std::uint32_t v, std::uint32_t at) {
    Row now{at, 0, at + 1, v, kNoRoot};  // the left side only
    for (std::uint32_t depth = 0;;) {
      while (now.left != now.end) {
        const Cell cell = cell_at(now.left++);
        now.end += arity_of(cell);
        if (!is_variable(cell)) continue;
        const Root root = look_up(cell);
        if (root.variable == v) return true;
        if (!is_place(root.bound)) continue;
        probe_.store(&lane_.rows[depth++], now, site(UnifySite::row));
        now = {payload_of(root.bound), 0, payload_of(root.bound) + 1, root.variable, kNoRoot};
      }
      if (depth == 0) return false;
      now = probe_.load(&lane_.rows[--depth], site(UnifySite::row));
    }
  }

  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
};

/// One pair in one lane.
template <class Probe>
PONTAGE_ITEM void robinson_item(Probe& probe, const Unifications& all, const Lane& lane,
                                std::uint64_t number) {
  const TermPair pair = probe.load(&all.pairs[number], site(UnifySite::pair));
  const Cell* cells = all.cells + pair.first;
  const bool is_solved = Robinson<Probe>(probe, lane, cells).solve(pair.right);
  finish_pair(probe, all, lane, pair, number, is_solved);
}

}  // namespace pontage::unify
