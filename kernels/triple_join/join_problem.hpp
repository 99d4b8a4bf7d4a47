// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "kernels/triple_join/expected.hpp"
#include "kernels/triple_join/graph.hpp"
#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/solve.hpp"
#include "kernels/triple_join/triple_join_shape.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"
#include "libbench/kernel.hpp"

namespace pontage::triple_join {

/// A query over a graph. Not moved: inputs are pointed to.
class JoinProblem final : public Problem {
 public:
  /// All but the plan and the expected answer; `text` is what a request asks.
  JoinProblem(Triples triples, Query query, std::string text, Shape shape);
  /// The rest; before anything else is asked of the problem.
  Result<void> prepare();

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override;
  void fill(std::size_t value, std::span<std::byte> to) const override;
  Verdict judge(const HostValues&) const override;
  Digest canonical(const HostValues&) const override;
  std::string remark() const override;

  const Plan& plan() const { return plan_; }
  const GraphView& graph() const { return graph_; }
  const Expected& expected() const { return expected_; }
  Bytes budget() const { return values_[kScratch].most; }
  /// What a variant's run with one worker comes to.
  struct Counted {
    Status status = Status::unanswered;
    CountProbe accesses;
  };
  /// Runs it over the problem's own arrays, once: setup asks more than once.
  const Counted& counted(CountFn) const;
  /// Accesses as work: the answer is written besides.
  Work work_of(const CountProbe&) const;

 private:
  void make_values();
  const TripleJoinShape& fields() const { return shape_.as<TripleJoinShape>(); }

  Triples triples_;
  Query query_;
  std::string text_;
  Shape shape_;
  std::array<TrieArrays, kOrders> tries_;
  std::vector<Id> nodes_;
  GraphSizes sizes_;
  GraphView graph_;
  Solver solver_;
  Plan plan_{};
  Expected expected_;
  std::vector<ValueSpec> values_;
  std::vector<std::span<const std::byte>> inputs_;
  mutable std::map<CountFn, Counted> counted_;
};

/// Empty when a run of this entry with one worker finds room in the budget, else a sentence. Runs
/// it: what lies between joins is known only then.
std::string rehearsal_refusal(const JoinProblem&, CountFn);

/// Empty when the budget has room for what this variant takes with one worker, else a sentence.
std::string room_refusal(const JoinProblem&, Bytes beside_rows);
/// What leapfrog and reference take beside the rows of a DISTINCT.
Bytes closure_room(const JoinProblem&);

}  // namespace pontage::triple_join
