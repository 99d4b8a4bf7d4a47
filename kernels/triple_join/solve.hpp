// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/triples.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// Finds a query's solutions the slow and plain way, for the judge: nested loops over sorted lists
/// of triples, at each depth the pattern with the fewest triples left. Shares no index, no plan and
/// no loop with the variants.
class Solver {
 public:
  /// Keeps views of the terms, which must stay, and copies of the triples.
  Solver(std::span<const Triple> triples, const DictionaryView& terms);

  /// A value for each variable of the query; kNoTerm where it has none.
  using Values = std::vector<Id>;
  /// Calls `each(values, times)` for every solution that agrees with `given` (its values that are
  /// not kNoTerm); `times` is more than one where the rest was only counted, which happens when
  /// `may_count`. Stops when it says false. Refused when it takes more than `most_steps` triples.
  Result<void> solve(const Query&, const Values& given, bool may_count, std::uint64_t most_steps,
                     const std::function<bool(const Values&, std::uint64_t)>& each) const;
  std::size_t terms() const { return terms_.terms(); }

 private:
  class Run;
  std::vector<Triple> spo_, pos_, osp_;  // rotated, each sorted
  std::vector<Id> nodes_;
  DictionaryView terms_;
};

}  // namespace pontage::triple_join
