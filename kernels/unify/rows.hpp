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
/// left to be read. Behind `bound` another 15 words must be readable: a vector of bindings is
/// loaded from a variable's on, the last one's, too.
struct RowFunctions {
  /// Rows of constants and variables: binds as UnionFind does. False when two cells differ.
  bool (*meet)(RowCursor&, const Cell* limit, std::uint32_t* bound);
  /// The same rows under the bindings, compared as ComparedSides does, as far as they are equal.
  void (*compare)(RowCursor&, const Cell* limit, const std::uint32_t* bound);
  /// A term to its end, or near to `limit`.
  void (*skip)(TermCursor&, const Cell* limit);
};

/// How many cells are read one by one before many are tried: more where that has not paid.
class RowPauses {
 public:
  explicit RowPauses(const Cell* at)
      : end_(number_of(at) + std::uintptr_t{kFirst} * sizeof(Cell)) {}
  bool are_over(const Cell* at) const { return number_of(at) >= end_; }
  /// Many have been read, so far. Whether that has paid.
  bool after(const Cell* from, const Cell* to) {
    const bool has_paid = to - from > kFirst;
    next_ = has_paid ? 1 : next_ < kMost ? 4 * next_ : kMost;
    end_ = number_of(to) + static_cast<std::uintptr_t>(next_) * sizeof(Cell);
    return has_paid;
  }

 private:
  static constexpr std::int64_t kFirst = 64, kMost = 1024;
  /// As a number: a pause may end behind all cells, where no pointer may go.
  static std::uintptr_t number_of(const Cell* at) { return reinterpret_cast<std::uintptr_t>(at); }

  std::uintptr_t end_;
  std::int64_t next_ = kFirst;
};

/// Cell by cell: every processor, and every probe.
struct PlainRows {
  static constexpr bool kAreMany = false;
  struct Pauses {
    PONTAGE_ITEM explicit Pauses(const Cell*) {}
  };
};

/// Many cells at once, where there are many. Sees no probe: for hosts only.
struct ManyRows {
  static constexpr bool kAreMany = true;
  using Pauses = RowPauses;
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
    for (int few = 64; term.open > 0 && few > 0; --few, ++term.at)
      term.open += term_arity(*term.at) - 1;
    if (term.open > 0) functions.skip(term, limit);
    for (; term.open > 0; ++term.at) term.open += term_arity(*term.at) - 1;
    return static_cast<std::uint32_t>(term.at - cells);
  }
};

}  // namespace pontage::unify
