// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "kernels/triple_join/answer.hpp"
#include "kernels/triple_join/solve.hpp"
#include "libbench/judge.hpp"

namespace pontage::triple_join {

/// What a query must come to, found once by a Solver.
class Expected {
 public:
  /// Refused where it takes too many steps or, with DISTINCT, too many rows to hold.
  static Result<Expected> make(const Solver&, const Query&);

  const Answer& answer() const { return answer_; }  ///< its sum says nothing beside LIMIT
  /// The whole verdict of an answer; `rows` are those of a query with LIMIT, which `solver` looks
  /// up.
  Verdict judge(const Solver& solver, const Query&, const Answer&, std::span<const Id> rows) const;

 private:
  Verdict judge_rows(const Solver&, const Query&, const Answer&, std::span<const Id> rows) const;
  Answer answer_;
};

}  // namespace pontage::triple_join
