// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/cell_classes.hpp"
#include "kernels/unify/finish_pair.hpp"

namespace pontage::unify {

/// Unification in almost linear time: classes of terms that must be equal, kept as a union-find
/// forest; the occurs check is one walk at the end (Huet 1976; Martelli and Montanari 1982; Baader
/// and Snyder 2001, section 2.3).
///
/// The two sides are read in step. Variables are classes from the start; where one that has a
/// compound term already meets another, that pair is kept as a goal, to be read in step as well.
/// Reading is cheap and forgets what it has compared, so terms may be read again and again: once as
/// many cells have been read as the pair has, twice over, cells too become classes. From then on
/// every goal that is taken up unites two classes or is dropped, so there are no more than there
/// are cells.
///
/// `Rows` may read long rows many cells at once (rows.hpp).
template <class Probe, class Rows = PlainRows>
class UnionFind {
 public:
  PONTAGE_ITEM UnionFind(Probe& probe, const Lane& lane, const Cell* cells, const TermPair& pair,
                         const Rows& rows)
      : probe_(probe),
        lane_(lane),
        cells_(cells),
        pair_(pair),
        rows_(rows),
        classes_(probe, lane, cells) {}

  /// Many cells have been read at once: whoever compares will find the same rows.
  PONTAGE_ITEM bool has_long_rows() const { return has_long_rows_; }

  /// False on a clash; what is cyclic is found later.
  PONTAGE_ITEM bool solve() {
    if (!read_in_step(0, pair_.right)) return false;
    for (std::uint64_t read = 0; goals_ > 0 && read <= 2 * std::uint64_t{pair_.cells};) {
      const Goal goal = probe_.load(&lane_.goals[--goals_], site(UnifySite::goal));
      if (!read_in_step(goal.left, goal.right)) return false;
      read += read_;
    }
    if (goals_ == 0) return true;
    classes_.make(pair_.cells);
    while (goals_ > 0) {
      const Goal goal = probe_.load(&lane_.goals[--goals_], site(UnifySite::goal));
      if (!unite_places(goal.left, goal.right)) return false;
    }
    return true;
  }

 private:
  PONTAGE_ITEM Cell cell_at(std::uint32_t at) {
    return probe_.load(&cells_[at], site(UnifySite::cell));
  }
  PONTAGE_ITEM void keep_goal(std::uint32_t left, std::uint32_t right) {
    probe_.store(&lane_.goals[goals_++], Goal{left, right, 1}, site(UnifySite::goal));
  }
  PONTAGE_ITEM Cell bound_at(std::uint32_t variable) {
    return probe_.follow(&lane_.bound[variable], site(UnifySite::bound));
  }
  PONTAGE_ITEM void bind(std::uint32_t variable, Cell to) {
    probe_.store(&lane_.bound[variable], to, site(UnifySite::bound));
  }

  PONTAGE_ITEM bool read_in_step(std::uint32_t from, std::uint32_t other) {
    const Cell* left = cells_ + from;
    const Cell* right = cells_ + other;
    const Cell* end = left + 1;  // as far as it is known: skip_term
    [[maybe_unused]] typename Rows::Pauses pauses(left);
    for (; left != end; ++left, ++right) {
      if constexpr (Rows::kAreMany) {
        if (pauses.are_over(left)) {
          RowCursor row{left, right, number_of(end) - number_of(left)};
          if (!rows_.meet(row, lane_)) return false;
          has_long_rows_ |= pauses.after(left, row.left);
          left = row.left, right = row.right, end = left + row.open;
        }
      }
      const Cell a = probe_.load(left, site(UnifySite::cell));
      const Cell b = probe_.load(right, site(UnifySite::cell));
      probe_.op(Op::branch, 2);
      if (a == b) {
        end += term_arity(a);
      } else if (is_term_variable(a)) {
        if (!is_term_functor(b)) {
          if (!meet_single(payload_of(a), b)) return false;
          continue;
        }
        if (!meet_compound(a, number_of(right))) return false;
        if (left + 1 != end) right = cells_ + skip(number_of(right)) - 1;
      } else if (is_term_variable(b)) {
        if (!is_term_functor(a)) {
          if (!meet_single(payload_of(b), a)) return false;
          continue;
        }
        if (!meet_compound(b, number_of(left))) return false;
        if (left + 1 == end) break;  // what would be skipped is the row's end
        const std::uint32_t behind = skip(number_of(left));
        end += cells_ + behind - 1 - left;
        left = cells_ + behind - 1;
      } else {
        return false;
      }
    }
    read_ = number_of(left) - from + number_of(right) - other;
    return true;
  }
  PONTAGE_ITEM std::uint32_t skip(std::uint32_t at) {
    if constexpr (Rows::kAreMany)
      return rows_.end_of_term(cells_, at);
    else
      return skip_term(probe_, cells_, at);
  }
  PONTAGE_ITEM std::uint32_t number_of(const Cell* cell) const {
    return static_cast<std::uint32_t>(cell - cells_);
  }

  /// A variable's cell and the term at `at`, which begins with `other`.
  PONTAGE_ITEM bool meet(Cell var, Cell other, std::uint32_t at) {
    return is_functor(other) ? meet_compound(var, at) : meet_single(payload_of(var), other);
  }
  /// A variable, and a constant or another variable.
  PONTAGE_ITEM bool meet_single(std::uint32_t var, Cell other) {
    if (is_term_variable(other)) return meet_variables(var, payload_of(other));
    const Cell bound = bound_at(var);
    if (bound == 0) {
      bind(var, other);
      return true;
    }
    return bound == other || meet_bound(var, bound, other);
  }
  PONTAGE_ITEM PONTAGE_RARE bool meet_bound(std::uint32_t var, Cell bound, Cell other) {
    if (!is_variable(bound)) return bound == other;
    const Root root = climb(probe_, lane_, var, bound);
    if (root.bound == 0) bind(root.variable, other);
    return root.bound == 0 || root.bound == other;
  }
  PONTAGE_ITEM bool meet_compound(Cell var, std::uint32_t at) {
    const Root root = find_root(probe_, lane_, payload_of(var));
    if (root.bound != 0) return agree(root.bound, place(at));
    bind(root.variable, place(at));
    return true;
  }
  PONTAGE_ITEM bool meet_variables(std::uint32_t a, std::uint32_t b) {
    return unite_roots(find_root(probe_, lane_, a), find_root(probe_, lane_, b));
  }

  /// Two things that variables are bound to.
  PONTAGE_ITEM PONTAGE_RARE bool agree(Cell a, Cell b) {
    if (!is_place(a) || !is_place(b)) return a == b;
    if (payload_of(a) == payload_of(b)) return true;
    if (cell_at(payload_of(a)) != cell_at(payload_of(b))) return false;
    keep_goal(payload_of(a), payload_of(b));
    return true;
  }

  PONTAGE_ITEM bool unite_roots(Root a, Root b) {
    if (a.variable == b.variable) return true;
    if (link_order(a.variable) > link_order(b.variable)) {
      const Root swapped = a;
      a = b;
      b = swapped;
    }
    bind(a.variable, variable(b.variable));
    if (a.bound == 0) return true;
    if (b.bound == 0) {
      bind(b.variable, a.bound);
      return true;
    }
    return agree(a.bound, b.bound);
  }

  /// Two compound terms; the last arguments are gone into, the others are kept as goals.
  PONTAGE_ITEM bool unite_places(std::uint32_t left, std::uint32_t right) {
    for (;;) {
      if (!classes_.unite(left, right)) return true;
      const Cell head = cell_at(left);
      if (head != cell_at(right)) return false;
      ++left, ++right;
      for (Cell rest = arity_of(head); rest > 1; --rest) {
        if (!unite_arguments(left, right)) return false;
        left = classes_.end_of(left);
        right = classes_.end_of(right);
      }
      const Cell x = cell_at(left), y = cell_at(right);
      if (!is_functor(x) || !is_functor(y)) return unite_arguments(left, right);
    }
  }

  PONTAGE_ITEM bool unite_arguments(std::uint32_t left, std::uint32_t right) {
    const Cell a = cell_at(left), b = cell_at(right);
    if (is_variable(a)) return meet(a, b, right);
    if (is_variable(b)) return meet(b, a, left);
    if (a != b) return false;
    if (is_functor(a)) keep_goal(left, right);
    return true;
  }

  using Classes = CellClasses<Probe>;
  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
  const TermPair& pair_;
  const Rows& rows_;
  Classes classes_;
  bool has_long_rows_ = false;
  std::uint32_t goals_ = 0;
  std::uint32_t read_ = 0;  ///< cells of the last two terms read in step
};

/// One pair in one lane.
template <class Probe, class Rows = PlainRows>
PONTAGE_ITEM void union_find_item(Probe& probe, const Unifications& all, const Lane& lane,
                                  std::uint64_t number, const Rows& rows = {}) {
  const TermPair pair = probe.load(&all.pairs[number], site(UnifySite::pair));
  const Cell* cells = all.cells + pair.first;
  UnionFind<Probe, Rows> unifier(probe, lane, cells, pair, rows);
  const bool is_solved = unifier.solve();
  if constexpr (Rows::kAreMany) {
    if (unifier.has_long_rows()) {
      finish_pair(probe, all, lane, pair, number, is_solved, false, rows);
      return;
    }
  }
  finish_pair(probe, all, lane, pair, number, is_solved);
}

}  // namespace pontage::unify
