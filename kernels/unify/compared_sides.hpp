// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/rows.hpp"

namespace pontage::unify {

/// What came of applying a unifier to both sides.
enum class Compared : std::uint8_t {
  same,
  differ,
  cycle,     ///< a variable within its own term
  too_long,  ///< much is read again and again: not known
};

/// Both sides under a substitution, read in step and compared cell by cell. A variable stands for
/// its term, which is gone into; where both sides come to one and the same place, it is read once,
/// alone. A variable met within its own term is a cycle: this is also the occurs check, all of it
/// at the end (Huet 1976; Baader and Snyder 2001, 2.3).
///
/// Terms are read where they stand, so those that double could be read again and again. Once four
/// times as many cells have been read as the pair has, it is given up; compared_classes.hpp does
/// such pairs.
///
/// `Rows` may read long rows many cells at once (rows.hpp).
template <class Probe, class Rows = PlainRows>
class ComparedSides {
 public:
  PONTAGE_ITEM ComparedSides(Probe& probe, const Lane& lane, const Cell* cells,
                             const TermPair& pair, const Rows& rows)
      : probe_(probe), lane_(lane), cells_(cells), rows_(rows), left_(0), right_(pair.right) {
    most_ = 4 * std::uint64_t{pair.cells} + 64;
    since_ = right_;
  }

  PONTAGE_ITEM Compared run() {
    for (;;) {
      const Compared now = read_row();
      if (now != Compared::same) return now;
      if (depth_ == 0) return Compared::same;
      leave();
    }
  }

 private:
  PONTAGE_ITEM Cell cell_at(std::uint32_t at) {
    return probe_.load(&cells_[at], site(UnifySite::cell));
  }
  PONTAGE_ITEM std::uint32_t number_of(const Cell* cell) const {
    return static_cast<std::uint32_t>(cell - cells_);
  }

  /// To the row's end, through all that is gone into but the last terms.
  PONTAGE_ITEM Compared read_row() {
    // Not members: stores would have them read again.
    const Cell* left = cells_ + left_;
    const Cell* right = cells_ + right_;
    const Cell* end = cells_ + end_;
    [[maybe_unused]] typename Rows::Pauses pauses(left);
    for (; left != end; ++left, ++right) {
      if constexpr (Rows::kAreMany) {
        if (pauses.are_over(left)) {
          RowCursor row{left, right, number_of(end) - number_of(left)};
          rows_.compare(row, lane_);
          pauses.after(left, row.left);
          left = row.left, right = row.right, end = left + row.open;
        }
      }
      const Cell a = probe_.load(left, site(UnifySite::cell));
      const Cell b = probe_.load(right, site(UnifySite::cell));
      probe_.op(Op::branch, 2);
      if (is_term_variable(a)) {
        const Cell bound = bound_at(a);
        if (!is_term_variable(b) ? bound == b : are_linked(a, bound, b)) continue;
      } else if (a == b) {
        end += term_arity(a);
        continue;
      } else if (is_term_variable(b)) {
        if (bound_at(b) == a) continue;
      } else {
        return Compared::differ;
      }
      left_ = number_of(left), right_ = number_of(right), end_ = number_of(end);
      const Compared read = read_terms(a, b);
      if (read != Compared::same) return read;
      left = cells_ + left_ - 1, right = cells_ + right_ - 1, end = cells_ + end_;
      if constexpr (Rows::kAreMany) pauses = typename Rows::Pauses(left);  // it may be another row
    }
    left_ = number_of(left), right_ = number_of(right);
    return Compared::same;
  }
  PONTAGE_ITEM Cell bound_at(Cell variable) {
    return probe_.follow(&lane_.bound[payload_of(variable)], site(UnifySite::bound));
  }

  /// Two variables, one of them bound to the other, with nothing still to be read.
  PONTAGE_ITEM bool are_linked(Cell a, Cell bound, Cell b) {
    const Cell other = bound_at(b);
    return (bound == b && is_flat(other)) || (other == a && is_flat(bound));
  }

  /// Two terms, one of them a variable.
  PONTAGE_ITEM PONTAGE_RARE Compared read_terms(Cell a, Cell b) {
    const Root x = value_of(a, left_), y = value_of(b, right_);
    if (is_place(x.bound)) return read_places(a, b, x, y);
    if (x.bound != y.bound) return Compared::differ;
    ++left_, ++right_;
    return Compared::same;
  }

  /// Two terms, the left one compound and one of them a variable's.
  PONTAGE_ITEM Compared read_places(Cell a, Cell b, const Root& x, const Root& y) {
    if (!is_place(y.bound)) return Compared::differ;
    if (payload_of(x.bound) == payload_of(y.bound))
      return read_one(a, b, x.variable != kNoRoot ? x : y);
    if (tag_of(x.bound) == kOpenPlace || tag_of(y.bound) == kOpenPlace) return Compared::cycle;
    return enter(a, b, x, y) ? Compared::same : Compared::too_long;
  }

  /// What the term at `at` comes to: a constant's cell, a free variable's, or a place; and the
  /// root, if it begins with a variable.
  PONTAGE_ITEM Root value_of(Cell cell, std::uint32_t at) {
    if (!is_variable(cell)) return {kNoRoot, is_functor(cell) ? place(at) : cell};
    const Root root = find_root(probe_, lane_, payload_of(cell));
    return root.bound == 0 ? Root{root.variable, variable(root.variable)} : root;
  }

  /// Adds what was read since; false when it is too much.
  PONTAGE_ITEM bool count() {
    read_ += left_ + right_ - since_;
    return read_ <= most_;
  }
  PONTAGE_ITEM void set_bound(const Root& root, Cell tag) {
    probe_.store(&lane_.bound[root.variable], place(payload_of(root.bound), tag),
                 site(UnifySite::bound));
  }

  PONTAGE_ITEM bool enter(Cell a, Cell b, const Root& x, const Root& y) {
    Row row{left_, right_, end_, kNoRoot, kNoRoot};
    if (is_variable(a) && tag_of(x.bound) == kPlace) {
      set_bound(x, kOpenPlace);
      row.left_root = x.variable;
    }
    if (is_variable(b) && tag_of(y.bound) == kPlace) {
      set_bound(y, kOpenPlace);
      row.right_root = y.variable;
    }
    probe_.store(&lane_.rows[depth_++], row, site(UnifySite::row));
    const bool is_little = count();
    left_ = payload_of(x.bound);
    right_ = payload_of(y.bound);
    end_ = left_ + 1;
    since_ = left_ + right_;
    return is_little;
  }
  /// Behind the terms that were gone into.
  PONTAGE_ITEM void leave() {
    const Row row = probe_.load(&lane_.rows[--depth_], site(UnifySite::row));
    count();
    if (row.left_root != kNoRoot) close(row.left_root);
    if (row.right_root != kNoRoot) close(row.right_root);
    pass(row.left, row.right, row.end);
    since_ = left_ + right_;
  }
  /// Goes on in a row where both sides have passed a term: a variable, or else they are at its end.
  PONTAGE_ITEM void pass(std::uint32_t left, std::uint32_t right, std::uint32_t end) {
    if (is_term_variable(cell_at(left))) left_ = left + 1;
    if (is_term_variable(cell_at(right))) right_ = right + 1;
    end_ = end + left_ - left - 1;
  }
  PONTAGE_ITEM void close(std::uint32_t root) {
    const Cell bound = probe_.load(&lane_.bound[root], site(UnifySite::bound));
    set_bound({root, bound}, kReadPlace);
  }

  /// Both sides are at the same place, one of them at least by the variable `root`.
  PONTAGE_ITEM Compared read_one(Cell a, Cell b, const Root& root) {
    const std::uint32_t left = left_, right = right_;
    if (tag_of(root.bound) == kOpenPlace) return Compared::cycle;
    if (tag_of(root.bound) == kPlace) {
      if (const std::uint32_t end = read_flat(payload_of(root.bound)); end != 0) {
        set_bound(root, kReadPlace);
        left_ = right_ = end;
      } else if (const Compared read = read_alone(root); read != Compared::same) {
        return read;
      }
    } else if (!is_variable(a) || !is_variable(b)) {
      left_ = right_ = skip_term(probe_, cells_, payload_of(root.bound));
    }
    pass(left, right, end_);
    return Compared::same;
  }

  /// The end of the term at `at`, if nothing within it is still to be read; else 0.
  PONTAGE_ITEM std::uint32_t read_flat(std::uint32_t at) {
    const Cell* next = cells_ + at;
    const Cell* end = next + 1;
    while (next != end) {
      const Cell cell = probe_.load(next++, site(UnifySite::cell));
      end += term_arity(cell);
      if (is_term_variable(cell) && !is_flat(bound_at(cell))) return 0;
    }
    return number_of(end);
  }
  /// Of what a variable is bound to: nothing, a constant, or a term that has been read.
  PONTAGE_ITEM static bool is_flat(Cell bound) {
    constexpr Cell kOthers = 1 << kVariable | 1 << kPlace | 1 << kOpenPlace;
    return (kOthers >> tag_of(bound) & 1) == 0;
  }

  /// The term of a variable, for cycles only; both sides are at its end then.
  PONTAGE_ITEM PONTAGE_RARE Compared read_alone(Root root) {
    const std::uint32_t outer = depth_;
    const Cell* at = cells_ + payload_of(root.bound);
    const Cell* from = at;
    const Cell* end = at + 1;
    set_bound(root, kOpenPlace);
    for (;;) {
      while (at != end) {
        const Cell cell = probe_.load(at++, site(UnifySite::cell));
        end += term_arity(cell);
        if (!is_term_variable(cell) || is_flat(bound_at(cell))) continue;
        const Root inner = find_root(probe_, lane_, payload_of(cell));
        if (is_flat(inner.bound)) continue;
        if (tag_of(inner.bound) == kOpenPlace) return Compared::cycle;
        read_ += at - from;
        if (read_ > most_) return Compared::too_long;
        probe_.store(&lane_.rows[depth_++],
                     Row{number_of(at), root.bound, number_of(end), root.variable, kNoRoot},
                     site(UnifySite::row));
        root = inner;
        set_bound(root, kOpenPlace);
        from = at = cells_ + payload_of(root.bound);
        end = at + 1;
      }
      set_bound(root, kReadPlace);
      read_ += at - from;
      if (depth_ == outer) break;
      const Row row = probe_.load(&lane_.rows[--depth_], site(UnifySite::row));
      from = at = cells_ + row.left;
      end = cells_ + row.end;
      root = {row.left_root, row.right};
    }
    left_ = right_ = number_of(at);
    return Compared::same;
  }

  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
  const Rows& rows_;
  std::uint32_t left_, right_;
  std::uint32_t end_ = 1;  ///< of the left row, as far as it is known
  std::uint32_t depth_ = 0;
  std::uint32_t since_ = 0;  ///< left_ + right_ where counting stopped
  std::uint64_t read_ = 0, most_ = 0;
};

}  // namespace pontage::unify
