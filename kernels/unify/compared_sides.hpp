// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/substitution.hpp"

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
template <class Probe>
class ComparedSides {
 public:
  PONTAGE_ITEM ComparedSides(Probe& probe, const Lane& lane, const Cell* cells,
                             const TermPair& pair)
      : probe_(probe), lane_(lane), cells_(cells), left_(0), right_(pair.right) {
    most_ = 4 * std::uint64_t{pair.cells} + 64;
    since_ = right_;
  }

  PONTAGE_ITEM Compared run() {
    for (std::uint32_t open = 1;;) {
      const Compared now = read_row(open);
      if (now != Compared::same) return now;
      if (depth_ == 0) return Compared::same;
      open = leave();
    }
  }

 private:
  PONTAGE_ITEM Cell cell_at(std::uint32_t at) {
    return probe_.load(&cells_[at], site(UnifySite::cell));
  }

  /// To the row's end, through all that is gone into but the last terms.
  PONTAGE_ITEM Compared read_row(std::uint32_t open) {
    std::uint32_t left = left_, right = right_;  // not members: stores would have them read again
    while (open > 0) {
      const Cell a = cell_at(left), b = cell_at(right);
      probe_.op(Op::branch, 2);
      if (!is_variable(a) && !is_variable(b)) {
        if (a != b) return Compared::differ;
        open += arity_of(a) - 1;
        ++left, ++right;
        continue;
      }
      --open;
      const Root x = value_of(a, left), y = value_of(b, right);
      if (!is_place(x.bound)) {
        if (x.bound != y.bound) return Compared::differ;
        ++left, ++right;
        continue;
      }
      left_ = left, right_ = right;
      const Compared read = read_places(a, b, x, y, open);
      if (read != Compared::same) return read;
      left = left_, right = right_;
    }
    left_ = left, right_ = right;
    return Compared::same;
  }

  /// Two terms, the left one compound and one of them a variable's.
  PONTAGE_ITEM Compared read_places(Cell a, Cell b, const Root& x, const Root& y,
                                    std::uint32_t& open) {
    if (!is_place(y.bound)) return Compared::differ;
    if (payload_of(x.bound) == payload_of(y.bound))
      return read_one(a, b, x.variable != kNoRoot ? x : y);
    if (tag_of(x.bound) == kOpenPlace || tag_of(y.bound) == kOpenPlace) return Compared::cycle;
    if (!enter(a, b, x, y, open)) return Compared::too_long;
    open = 1;
    return Compared::same;
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

  PONTAGE_ITEM bool enter(Cell a, Cell b, const Root& x, const Root& y, std::uint32_t open) {
    const bool is_left = is_variable(a), is_right = is_variable(b);
    Row row{is_left ? left_ + 1 : kStays, is_right ? right_ + 1 : kStays, open, kNoRoot, kNoRoot};
    if (is_left && tag_of(x.bound) == kPlace)
      set_bound({row.left_root = x.variable, x.bound}, kOpenPlace);
    if (is_right && tag_of(y.bound) == kPlace)
      set_bound({row.right_root = y.variable, y.bound}, kOpenPlace);
    probe_.store(&lane_.rows[depth_++], row, site(UnifySite::row));
    const bool is_little = count();
    if (is_left) left_ = payload_of(x.bound);
    if (is_right) right_ = payload_of(y.bound);
    since_ = left_ + right_;
    return is_little;
  }
  /// Behind the terms that were gone into; how many terms are still to come there.
  PONTAGE_ITEM std::uint32_t leave() {
    const Row row = probe_.load(&lane_.rows[--depth_], site(UnifySite::row));
    count();
    if (row.left_root != kNoRoot) close(row.left_root);
    if (row.right_root != kNoRoot) close(row.right_root);
    if (row.left != kStays) left_ = row.left;
    if (row.right != kStays) right_ = row.right;
    since_ = left_ + right_;
    return row.open;
  }
  PONTAGE_ITEM void close(std::uint32_t root) {
    const Cell bound = probe_.load(&lane_.bound[root], site(UnifySite::bound));
    set_bound({root, bound}, kReadPlace);
  }

  /// Both sides are at the same place, one of them at least by the variable `root`.
  PONTAGE_ITEM Compared read_one(Cell a, Cell b, const Root& root) {
    const bool is_left = is_variable(a), is_right = is_variable(b);
    std::uint32_t end = 0;
    if (tag_of(root.bound) == kOpenPlace) return Compared::cycle;
    if (tag_of(root.bound) == kPlace) {
      const Compared read = read_alone(root, end);
      if (read != Compared::same) return read;
    } else if (!is_left || !is_right) {
      end = skip_term(probe_, cells_, payload_of(root.bound));
    }
    left_ = is_left ? left_ + 1 : end;
    right_ = is_right ? right_ + 1 : end;
    return Compared::same;
  }

  /// The term of a variable, for cycles only.
  PONTAGE_ITEM Compared read_alone(Root root, std::uint32_t& end) {
    const std::uint32_t outer = depth_;
    std::uint32_t at = payload_of(root.bound), open = 1, from = at;
    set_bound(root, kOpenPlace);
    for (;;) {
      while (open > 0) {
        const Cell cell = cell_at(at++);
        open += arity_of(cell) - 1;
        if (!is_variable(cell)) continue;
        const Root inner = find_root(probe_, lane_, payload_of(cell));
        if (tag_of(inner.bound) == kOpenPlace) return Compared::cycle;
        if (tag_of(inner.bound) != kPlace) continue;
        read_ += at - from;
        if (read_ > most_) return Compared::too_long;
        probe_.store(&lane_.rows[depth_++],
                     Row{at, payload_of(root.bound), open, root.variable, kNoRoot},
                     site(UnifySite::row));
        root = inner;
        set_bound(root, kOpenPlace);
        from = at = payload_of(root.bound);
        open = 1;
      }
      set_bound(root, kReadPlace);
      read_ += at - from;
      if (depth_ == outer) break;
      const Row row = probe_.load(&lane_.rows[--depth_], site(UnifySite::row));
      from = at = row.left;
      root = {row.left_root, place(row.right)};
      open = row.open;
    }
    end = at;
    return Compared::same;
  }

  static constexpr std::uint32_t kStays = 0xffffffff;
  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
  std::uint32_t left_, right_;
  std::uint32_t depth_ = 0;
  std::uint32_t since_ = 0;  ///< left_ + right_ where counting stopped
  std::uint64_t read_ = 0, most_ = 0;
};

}  // namespace pontage::unify
