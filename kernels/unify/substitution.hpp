// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/lane_layout.hpp"
#include "libbench/probe.hpp"

namespace pontage::unify {

enum class UnifySite : Site { pair, cell, bound, mark, row, frame, goal, end, parent, answer };
PONTAGE_ITEM constexpr Site site(UnifySite s) { return static_cast<Site>(s); }

/// What a variable is bound to: 0 nothing; a variable's or a constant's cell; or, with this tag,
/// the cell of its pair where a compound term begins.
enum : Cell { kPlace = 4 };
PONTAGE_ITEM constexpr Cell place(std::uint32_t at) { return Cell{kPlace} << kTagShift | at; }
PONTAGE_ITEM constexpr bool is_place(Cell bound) { return tag_of(bound) == kPlace; }

/// A variable that is bound to no variable, and what it is bound to.
struct Root {
  std::uint32_t variable = 0;
  Cell bound = 0;
};

/// The root of the class of a variable that is bound to the variable `up`, halving the path to it
/// (Tarjan and van Leeuwen 1984).
template <class Probe>
PONTAGE_ITEM Root climb(Probe& probe, const Lane& lane, std::uint32_t variable, Cell up) {
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

/// The cell after the term at `at`.
template <class Probe>
PONTAGE_ITEM std::uint32_t skip_term(Probe& probe, const Cell* cells, std::uint32_t at) {
  std::uint32_t open = 1;
  do {
    open += arity_of(probe.load(&cells[at++], site(UnifySite::cell))) - 1;
  } while (open > 0);
  return at;
}

/// How far the digest of a root is; a free variable's mark is the cell that it is named by.
enum Mark : std::uint32_t { kUnseen = 0, kOpen = 1, kSeen = 2, kKnown = 3 };

/// Digests of terms under a substitution. The term of a variable is read where it stands first, and
/// where it stands next, as a row of its own, which then is known: twice at most, whatever the
/// number of places. A variable met while its own term is read is a cycle: this is also the occurs
/// check, all of it at the end (Huet 1976; Baader and Snyder 2001, 2.3).
template <class Probe>
class DigestReader {
 public:
  PONTAGE_ITEM DigestReader(Probe& probe, const Lane& lane, const Cell* cells)
      : probe_(probe), lane_(lane), cells_(cells) {}

  /// False on a cycle.
  PONTAGE_ITEM bool read(std::uint32_t at, RowDigest& digest) {
    std::uint32_t open = 1, depth = 0;
    std::uint32_t root = 0, is_own_row = 0;  // of the variable whose term is read
    RowBuilder row;
    for (;;) {
      while (open > 0) {
        Cell cell = probe_.load(&cells_[at++], site(UnifySite::cell));
        open += arity_of(cell) - 1;
        if (is_variable(cell)) {
          const Root var = find_root(probe_, lane_, payload_of(cell));
          cell = single_cell(var);
          if (cell == kOpen) return false;
          if (cell == kKnown) {
            row.append(probe_.load(&lane_.rows[var.variable], site(UnifySite::row)));
            continue;
          }
          if (cell == kUnseen || cell == kSeen) {
            DigestFrame outer{{}, at, open, root, is_own_row};
            is_own_row = cell == kSeen ? 1 : 0;
            if (is_own_row != 0) {
              outer.row = row.row();
              row.restart({});
            }
            probe_.store(&lane_.frames[depth++], outer, site(UnifySite::frame));
            probe_.store(&lane_.marks[var.variable], std::uint32_t{kOpen}, site(UnifySite::mark));
            at = payload_of(var.bound);
            open = 1;
            root = var.variable;
            continue;
          }
        }
        row.append(cell);
      }
      if (depth == 0) break;
      const DigestFrame outer = probe_.load(&lane_.frames[--depth], site(UnifySite::frame));
      if (is_own_row != 0) {
        const RowDigest own = row.row();
        probe_.store(&lane_.rows[root], own, site(UnifySite::row));
        row.restart(outer.row);
        row.append(own);
      }
      probe_.store(&lane_.marks[root], std::uint32_t{is_own_row != 0 ? kKnown : kSeen},
                   site(UnifySite::mark));
      at = outer.at;
      open = outer.open;
      root = outer.root;
      is_own_row = outer.is_own_row;
    }
    digest = row.row();
    return true;
  }
  PONTAGE_ITEM std::uint32_t free() const { return free_; }

 private:
  /// The cell that a variable comes to, where it is one cell; else the mark of its compound term.
  PONTAGE_ITEM Cell single_cell(const Root& root) {
    if (root.bound != 0 && !is_place(root.bound)) return root.bound;
    const std::uint32_t mark = probe_.load(&lane_.marks[root.variable], site(UnifySite::mark));
    if (root.bound != 0 || mark != kUnseen) return mark;
    const Cell name = variable(free_++);
    probe_.store(&lane_.marks[root.variable], name, site(UnifySite::mark));
    return name;
  }

  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
  std::uint32_t free_ = 0;
};

/// What all pairs of a job share.
struct Unifications {
  const Cell* cells = nullptr;
  const TermPair* pairs = nullptr;
  UnifyAnswer* answers = nullptr;
  std::byte* room = nullptr;
  UnifyLimits limits;
  LaneLayout layout;
};

/// On a device `args` are addresses there: the limits are read by whoever runs the items.
PONTAGE_ITEM inline Unifications unifications_of(const UnifyLimits* limits, const Cell* cells,
                                                 const TermPair* pairs, UnifyAnswer* answers,
                                                 std::byte* room) {
  return {cells, pairs, answers, room, *limits, LaneLayout::of(limits->cells, limits->variables)};
}

/// Applies the substitution to both sides, compares them, writes the answer and undoes everything.
template <class Probe>
PONTAGE_ITEM void finish_pair(Probe& probe, const Lane& lane, const Cell* cells,
                              const TermPair& pair, bool is_solved, UnifyAnswer* to) {
  UnifyAnswer answer;
  if (is_solved) {
    DigestReader<Probe> reader(probe, lane, cells);
    RowDigest left, right;
    if (reader.read(0, left)) {
      answer = {left.sum, kUnifies, reader.free()};
      if (!reader.read(pair.right, right) || right.sum != left.sum || reader.free() != answer.free)
        answer = {left.sum, kDiffers, answer.free};
    }
  }
  const std::uint32_t variables = pair.variables;
  for (std::uint32_t v = 0; v < variables; ++v)
    probe.store(&lane.bound[v], Cell{0}, site(UnifySite::bound));
  for (std::uint32_t v = 0; v < variables; ++v)
    probe.store(&lane.marks[v], std::uint32_t{kUnseen}, site(UnifySite::mark));
  probe.store(to, answer, site(UnifySite::answer));
}

}  // namespace pontage::unify
