// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/unify/substitution.hpp"

namespace pontage::unify {

/// Two rows of terms that are read in step.
struct RowCursor {
  const Cell* left = nullptr;
  const Cell* right = nullptr;
  std::uint32_t open = 1;  ///< terms still to be read on each side
};
/// One that is read alone.
struct TermCursor {
  const Cell* at = nullptr;
  std::uint32_t open = 1;  ///< terms still to be read; 0 at the end
};

/// Read many cells at once: code for an instruction set, chosen at run time (row_vectors.hpp).
/// Cells are read up to `limit`, which may be cells of other pairs. At least one term of a row is
/// left to be read.
struct RowFunctions {
  /// Rows of constants and variables: binds as UnionFind does. False when two cells differ.
  bool (*meet)(RowCursor&, const Cell* limit, std::uint32_t* bound);
  /// The same rows under the bindings, compared as ComparedSides does, as far as they are equal.
  void (*compare)(RowCursor&, const Cell* limit, const std::uint32_t* bound);
  /// A term to its end, or near to `limit`.
  void (*skip)(TermCursor&, const Cell* limit);
};

/// Cell by cell: every processor, and every probe.
struct PlainRows {
  static constexpr bool kAreMany = false;
};

/// Many cells at once, where there are many. Sees no probe: for hosts only.
struct ManyRows {
  static constexpr bool kAreMany = true;
  /// In a pair with fewer cells asking costs more than it gains.
  static constexpr std::uint32_t kFewCells = 1024;

  RowFunctions functions;
  const Cell* limit = nullptr;  ///< behind all cells of the job

  bool meet(RowCursor& row, const Lane& lane) const {
    return functions.meet(row, limit, lane.bound);
  }
  void compare(RowCursor& row, const Lane& lane) const {
    functions.compare(row, limit, lane.bound);
  }
  /// The cell after the term at `at`; the first cells one by one, most terms are short.
  std::uint32_t end_of_term(const Cell* cells, std::uint32_t at) const {
    TermCursor term{cells + at, 1};
    for (const Cell* const pause = term.at + 64; term.open > 0 && term.at != pause; ++term.at)
      term.open += term_arity(*term.at) - 1;
    if (term.open > 0) functions.skip(term, limit);
    for (; term.open > 0; ++term.at) term.open += term_arity(*term.at) - 1;
    return static_cast<std::uint32_t>(term.at - cells);
  }
};

/// How many cells are read one by one before many are tried: more where that has not paid.
template <class Rows>
class RowPauses {
 public:
  PONTAGE_ITEM explicit RowPauses(const Cell* at) : end_(at + kFirst) {}
  PONTAGE_ITEM bool are_over(const Cell* at) const { return at >= end_; }
  /// Many have been read, so far. Whether that has paid.
  PONTAGE_ITEM bool after(const Cell* from, const Cell* to) {
    const bool has_paid = to - from > kFirst;
    next_ = has_paid ? 1 : next_ < kMost ? 4 * next_ : kMost;
    end_ = to + next_;
    return has_paid;
  }

 private:
  static constexpr std::int64_t kFirst = 64, kMost = 1024;
  const Cell* end_;
  std::int64_t next_ = kFirst;
};

}  // namespace pontage::unify
