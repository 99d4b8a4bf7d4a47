// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <span>

#include "kernels/triple_join/intersect.hpp"
#include "kernels/triple_join/pattern_shape.hpp"
#include "kernels/triple_join/scratch.hpp"

namespace pontage::triple_join {

/// Rows of the variables that are bound so far, and the order in which they are read.
struct Relation {
  std::uint32_t variables = 0;  ///< as bits; a row has their terms in ascending order of variable
  std::size_t rows = 0;
  Id* at = nullptr;                ///< [rows, width]
  std::uint32_t* order = nullptr;  ///< [rows] a permutation

  PONTAGE_ITEM std::size_t width() const {
    return static_cast<std::size_t>(std::popcount(variables));
  }
  template <class Probe>
  const Id* row(Probe& probe, std::size_t place) const {
    return at + probe.load(order + place, site(JoinSite::kept)) * width();
  }
  /// Where a variable stands in a row.
  PONTAGE_ITEM std::size_t column(std::uint32_t variable) const {
    return static_cast<std::size_t>(std::popcount(variables & ((1U << variable) - 1)));
  }
  /// Rows in the order that they are kept in; false when the scratch has no room.
  bool open_order(Scratch& scratch) {
    if (!take_order(scratch)) return false;
    std::iota(order, order + rows, 0U);
    return true;
  }
  /// Room for an order; false when the scratch has none.
  PONTAGE_ITEM bool take_order(Scratch& scratch) {
    order = scratch.take<std::uint32_t>(rows);
    return order != nullptr;
  }
  /// A row's terms, by variable.
  template <class Probe>
  PONTAGE_ITEM void read(Probe& probe, const Id* row, Id* values) const {
    for (std::uint32_t rest = variables; rest != 0; rest &= rest - 1, ++row)
      values[std::countr_zero(rest)] = rest == variables ? probe.follow(row, site(JoinSite::kept))
                                                         : probe.load(row, site(JoinSite::kept));
  }
  template <class Probe>
  PONTAGE_ITEM void write(Probe& probe, Id* row, const Id* values) const {
    for (std::uint32_t rest = variables; rest != 0; rest &= rest - 1)
      probe.store(row++, values[std::countr_zero(rest)], site(JoinSite::kept));
  }
};

/// What two sides are joined by: a column of the left rows and a place of the right triples each.
struct JoinKey {
  struct Part {
    std::size_t column;
    int place;
  };
  std::array<Part, 3> part{};
  std::size_t parts = 0;

  static Id term(const Triple& triple, int place) {
    return place == 0 ? triple.s : place == 1 ? triple.p : triple.o;
  }
  /// Below, equal or above: −1, 0, 1.
  int compare(const Id* row, const Triple& triple) const {
    for (std::size_t i = 0; i < parts; ++i) {
      const Id left = row[part[i].column], right = term(triple, part[i].place);
      if (left != right) return left < right ? -1 : 1;
    }
    return 0;
  }
  /// The first of the triples, which are in the key's order, that is not below the row.
  template <class Probe>
  const Triple* lower_bound(Probe& probe, std::span<const Triple> in, const Id* row) const {
    return std::partition_point(in.data(), in.data() + in.size(), [&](const Triple& triple) {
      return compare(row, probe.follow(&triple, site(JoinSite::kept))) > 0;
    });
  }
  bool is_less(const Id* a, const Id* b) const {
    for (std::size_t i = 0; i < parts; ++i)
      if (a[part[i].column] != b[part[i].column]) return a[part[i].column] < b[part[i].column];
    return false;
  }
  bool is_less(const Triple& a, const Triple& b) const {
    for (std::size_t i = 0; i < parts; ++i) {
      const Id left = term(a, part[i].place), right = term(b, part[i].place);
      if (left != right) return left < right;
    }
    return false;
  }
};

/// The variables of a pattern that the relation has, each at its first place.
PONTAGE_ITEM inline JoinKey join_key(const Relation& left, const PlanPattern& pattern) {
  JoinKey key;
  std::uint32_t seen = 0;
  for (int place = 0; place < 3; ++place) {
    const PlanSlot& slot = pattern.at[place];
    if (!slot.is_variable()) continue;
    const std::uint32_t bit = 1U << slot.variable;
    if ((left.variables & bit) == 0 || (seen & bit) != 0) continue;
    seen |= bit;
    key.part[key.parts++] = {left.column(static_cast<std::uint32_t>(slot.variable)), place};
  }
  return key;
}

}  // namespace pontage::triple_join
