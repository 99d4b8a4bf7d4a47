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

/// The root of a variable's class, halving the path to it (Tarjan and van Leeuwen 1984).
template <class Probe>
PONTAGE_ITEM Root find_root(Probe& probe, const Lane& lane, std::uint32_t variable) {
  for (;;) {
    const Cell up = probe.follow(&lane.bound[variable], site(UnifySite::bound));
    if (!is_variable(up)) return {variable, up};
    const Cell above = probe.follow(&lane.bound[payload_of(up)], site(UnifySite::bound));
    if (!is_variable(above)) return {payload_of(up), above};
    probe.store(&lane.bound[variable], above, site(UnifySite::bound));
    variable = payload_of(above);
  }
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

enum Mark : std::uint32_t { kUnseen = 0, kOpen = 1, kKnown = 2 };

/// Digests of terms under a substitution. The terms of variables are read once each, whatever the
/// number of places they stand in; a variable met while its own term is read is a cycle: this is
/// also the occurs check, all of it at the end (Huet 1976; Baader and Snyder 2001, 2.3).
template <class Probe>
class DigestReader {
 public:
  PONTAGE_ITEM DigestReader(Probe& probe, const Lane& lane, const Cell* cells)
      : probe_(probe), lane_(lane), cells_(cells) {}

  /// False on a cycle.
  PONTAGE_ITEM bool read(std::uint32_t at, RowDigest& row) {
    DigestFrame now{{}, at, 1, 0, 0};
    std::uint32_t depth = 0;
    for (;;) {
      while (now.open > 0) {
        const Cell cell = probe_.load(&cells_[now.at++], site(UnifySite::cell));
        now.open += arity_of(cell) - 1;
        if (!is_variable(cell))
          append(now.row, cell);
        else if (!read_variable(cell, now, depth))
          return false;
      }
      if (depth == 0) break;
      const std::uint32_t root = now.root;
      probe_.store(&lane_.rows[root], now.row, site(UnifySite::row));
      probe_.store(&lane_.marks[root], std::uint32_t{kKnown}, site(UnifySite::mark));
      const RowDigest inner = now.row;
      now = probe_.load(&lane_.frames[--depth], site(UnifySite::frame));
      append(now.row, inner);
    }
    row = now.row;
    return true;
  }
  PONTAGE_ITEM std::uint32_t free() const { return free_; }

 private:
  PONTAGE_ITEM bool read_variable(Cell cell, DigestFrame& now, std::uint32_t& depth) {
    const Root root = find_root(probe_, lane_, payload_of(cell));
    if (root.bound != 0 && !is_place(root.bound)) {
      append(now.row, root.bound);
      return true;
    }
    const std::uint32_t mark = probe_.load(&lane_.marks[root.variable], site(UnifySite::mark));
    if (mark == kOpen) return false;
    if (mark == kKnown) {
      append(now.row, probe_.load(&lane_.rows[root.variable], site(UnifySite::row)));
      return true;
    }
    if (root.bound == 0) {
      RowDigest name;
      append(name, variable(free_++));
      probe_.store(&lane_.rows[root.variable], name, site(UnifySite::row));
      probe_.store(&lane_.marks[root.variable], std::uint32_t{kKnown}, site(UnifySite::mark));
      append(now.row, name);
      return true;
    }
    probe_.store(&lane_.frames[depth++], now, site(UnifySite::frame));
    probe_.store(&lane_.marks[root.variable], std::uint32_t{kOpen}, site(UnifySite::mark));
    now = {{}, payload_of(root.bound), 1, root.variable, 0};
    return true;
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
  for (std::uint32_t v = 0; v < pair.variables; ++v) {
    probe.store(&lane.bound[v], Cell{0}, site(UnifySite::bound));
    probe.store(&lane.marks[v], std::uint32_t{kUnseen}, site(UnifySite::mark));
  }
  probe.store(to, answer, site(UnifySite::answer));
}

}  // namespace pontage::unify
