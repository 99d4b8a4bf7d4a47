// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/substitution.hpp"

namespace pontage::unify {

/// Classes of a pair's cells: where each term ends, and a union-find forest over the cells where
/// terms begin. With these a term need not be read to be passed by, and two terms that have been
/// made equal need not be read again.
template <class Probe>
class CellClasses {
 public:
  PONTAGE_ITEM CellClasses(Probe& probe, const Lane& lane, const Cell* cells)
      : probe_(probe), lane_(lane), cells_(cells) {}

  /// Each cell a class.
  PONTAGE_ITEM void make(std::uint32_t cells) {
    for (std::uint32_t at = cells; at-- > 0;) {
      std::uint32_t end = at + 1;
      for (Cell left = arity_of(probe_.load(&cells_[at], site(UnifySite::cell))); left > 0; --left)
        end = end_of(end);
      probe_.store(&lane_.ends[at], end, site(UnifySite::end));
      probe_.store(&lane_.parents[at], at, site(UnifySite::parent));
    }
  }

  PONTAGE_ITEM std::uint32_t end_of(std::uint32_t at) {
    return probe_.follow(&lane_.ends[at], site(UnifySite::end));
  }

  /// False when both are of one class already.
  PONTAGE_ITEM bool unite(std::uint32_t left, std::uint32_t right) {
    const std::uint32_t a = class_of(left), b = class_of(right);
    if (a == b) return false;
    if (link_order(a) < link_order(b))
      probe_.store(&lane_.parents[a], b, site(UnifySite::parent));
    else
      probe_.store(&lane_.parents[b], a, site(UnifySite::parent));
    return true;
  }

 private:
  PONTAGE_ITEM std::uint32_t class_of(std::uint32_t at) {
    for (;;) {
      const std::uint32_t up = probe_.follow(&lane_.parents[at], site(UnifySite::parent));
      if (up == at) return at;
      const std::uint32_t above = probe_.follow(&lane_.parents[up], site(UnifySite::parent));
      if (above == up) return up;
      probe_.store(&lane_.parents[at], above, site(UnifySite::parent));
      at = above;
    }
  }

  Probe& probe_;
  const Lane& lane_;
  const Cell* cells_;
};

}  // namespace pontage::unify
