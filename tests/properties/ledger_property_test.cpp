// SPDX-License-Identifier: Apache-2.0
// What must hold for every timeline, on 10,000 random graphs of each kind. A failure names the seed
// that makes the graph.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "libbench/ledger.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/random_graph.hpp"

namespace pontage {
namespace {

using test::GraphOptions;

constexpr int kGraphs = 10'000;

std::map<std::string, std::int64_t> by_name(const Ledger& ledger, const Graph& graph) {
  std::map<std::string, std::int64_t> totals;
  for (const auto& [leaf, time] : ledger.leaves)
    totals[full_name(leaf, graph.stages, graph.resources)] = time.count();
  return totals;
}

/// Leaves sum to the window, none is negative or zero, and the path covers the window without a
/// hole or an overlap.
void expect_closed(const Timeline& timeline, const JobWindow& window, const Ledger& ledger) {
  const Nanoseconds end = timeline.at[static_cast<std::size_t>(window.last)].end;
  Nanoseconds sum{}, at = window.release;
  for (const auto& [leaf, time] : ledger.leaves) {
    ASSERT_GT(time, 0_ns);
    sum += time;
  }
  ASSERT_EQ(sum, ledger.total);
  ASSERT_EQ(ledger.total, end - window.release);
  for (const PathSegment& segment : ledger.path) {
    ASSERT_EQ(segment.begin, at);
    ASSERT_LT(segment.begin, segment.end);
    at = segment.end;
  }
  ASSERT_EQ(at, end);
}

void expect_queues_are_blamed(const Ledger& ledger) {
  std::map<ResourceId, Nanoseconds> blamed, queued;
  for (const auto& [who, time] : ledger.blame) {
    ASSERT_NE(who.holder, ledger.job);
    ASSERT_GT(time, 0_ns);
    blamed[who.resource] += time;
  }
  for (const auto& [leaf, time] : ledger.leaves)
    if (leaf.kind == LeafKind::queue) queued[leaf.of] += time;
  ASSERT_EQ(blamed, queued);
}

/// The end of an activity when only compute takes time: the longest path through edges and the
/// order on each resource, by recursion from the end; shares nothing with `replay`.
class PureCompute {
 public:
  explicit PureCompute(const Graph& graph) : graph_(graph), end_(graph.activities.size(), -1) {}
  std::int64_t end(std::size_t i) {
    if (end_[i] >= 0) return end_[i];
    const Activity& a = graph_.activities[i];
    std::int64_t begin = a.scheduled.count();
    for (std::int32_t e = a.first_edge; e < a.first_edge + a.edge_count; ++e)
      begin = std::max(
          begin, end(static_cast<std::size_t>(graph_.edges[static_cast<std::size_t>(e)].from)));
    for (std::size_t before = i; before-- > 0;)
      if (graph_.activities[before].resource == a.resource) begin = std::max(begin, end(before));
    return end_[i] = begin + (a.leaf.kind == LeafKind::compute ? a.duration.count() : 0);
  }

 private:
  const Graph& graph_;
  std::vector<std::int64_t> end_;
};

void expect_marginals_hold(const Timeline& timeline, const JobWindow& window) {
  ASSERT_EQ(marginal(timeline, window, {}), 0_ns);
  for (const LeafClasses zero : {LeafClasses{LeafClass::copy}, LeafClasses{LeafClass::launch},
                                 LeafClasses{LeafClass::sync}, LeafClasses{LeafClass::compute}}) {
    ASSERT_GE(marginal(timeline, window, zero), 0_ns) << zero.text();
    ASSERT_LE(marginal(timeline, window, zero),
              timeline.at[static_cast<std::size_t>(window.last)].end - window.release);
  }
}

class LedgerProperties : public testing::TestWithParam<GraphOptions> {
 protected:
  template <class Check>
  void for_each_graph(Seed salt, Check check) {
    const GraphOptions& options = GetParam();
    const Seed base = salt * 1'000'000 + (options.forced_ties ? 500'000U : 0U) +
                      (options.negative_lags ? 250'000U : 0U);
    for (Seed seed = base; seed < base + kGraphs && !HasFatalFailure(); ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      Rng rng(seed);
      GraphOptions these = options;
      if (options.jobs == 0) these.jobs = 1 + static_cast<int>(rng.below(3));
      check(test::random_graph(rng, these), rng);
    }
  }
};

TEST_P(LedgerProperties, EveryNanosecondStandsInOneLeaf) {
  for_each_graph(1, [](Graph graph, Rng&) {
    const Timeline timeline = test::priced(std::move(graph));
    for (const JobWindow& window : timeline.graph.jobs) {
      const Ledger ledger = settle(timeline, window);
      expect_closed(timeline, window, ledger);
      expect_queues_are_blamed(ledger);
      ASSERT_EQ(ledger.of(LeafKind::unattributed), 0_ns);
      ASSERT_EQ(ledger.of(LeafKind::queue_arrival), 0_ns);
    }
  });
}

TEST_P(LedgerProperties, RemovingATaxNeverCosts) {
  for_each_graph(2, [](Graph graph, Rng&) {
    const Timeline timeline = test::priced(std::move(graph));
    for (const JobWindow& window : timeline.graph.jobs) expect_marginals_hold(timeline, window);
  });
}

TEST_P(LedgerProperties, WithoutTaxesOnlyComputeIsLeft) {
  const bool may_overlap = GetParam().negative_lags;
  for_each_graph(3, [&](Graph graph, Rng&) {
    const Timeline timeline = test::priced(std::move(graph));
    PureCompute pure(timeline.graph);
    for (const JobWindow& window : timeline.graph.jobs) {
      const auto last = static_cast<std::size_t>(window.last);
      const std::int64_t left =
          (timeline.at[last].end - marginal(timeline, window, kTaxes)).count();
      if (may_overlap)
        ASSERT_LE(left, pure.end(last));
      else
        ASSERT_EQ(left, pure.end(last));
    }
  });
}

TEST_P(LedgerProperties, RenumberingChangesNoTotal) {
  for_each_graph(4, [](Graph graph, Rng& rng) {
    const Timeline one = test::priced(std::move(graph));
    const Timeline other = test::priced(test::relabelled(one.graph, rng));
    for (std::size_t j = 0; j < one.graph.jobs.size(); ++j)
      ASSERT_EQ(by_name(settle(one, one.graph.jobs[j]), one.graph),
                by_name(settle(other, other.graph.jobs[j]), other.graph));
  });
}

TEST_P(LedgerProperties, ALiveRunReplaysExactly) {
  for_each_graph(5, [](Graph graph, Rng& rng) {
    const auto observed = test::disturbed_run(graph, rng);
    LagBounds bounds;
    for (Nanoseconds& bound : bounds.of_kind)
      bound = Nanoseconds{static_cast<std::int64_t>(rng.below(200))};
    bounds[LagKind::order] = {};
    Timeline live;
    live.graph = std::move(graph);
    fit_observed(live, observed, bounds);
    ASSERT_EQ(live.health, TraceHealth{});
    ASSERT_EQ(live.at, replay(live.graph));
    for (std::size_t i = 0; i < observed.size(); ++i) {
      ASSERT_EQ(live.at[i].begin, observed[i].begin);
      ASSERT_EQ(live.at[i].end, observed[i].end);
      ASSERT_GE(live.graph.activities[i].gap, 0_ns);
      for (const Edge& edge : live.graph.after(live.graph.activities[i]))
        ASSERT_LE(edge.lag, bounds[edge.kind]);
    }
    for (const JobWindow& window : live.graph.jobs) {
      const Ledger ledger = settle(live, window);
      expect_closed(live, window, ledger);
      expect_queues_are_blamed(ledger);
      expect_marginals_hold(live, window);
      ASSERT_EQ(ledger.causality_clamps, 0);
    }
  });
}

/// Ends of the window with the activity's duration changed.
Nanoseconds end_with(Graph graph, const JobWindow& window, ActivityIndex changed, Nanoseconds by) {
  graph.activities[static_cast<std::size_t>(changed)].duration += by;
  return replay(graph)[static_cast<std::size_t>(window.last)].end;
}

/// With several jobs a delay may move a queue instead.
class LedgerPropertiesOfOneJob : public LedgerProperties {};

/// One nanosecond more in an activity that every longest path goes through lengthens exactly its
/// leaf.
TEST_P(LedgerPropertiesOfOneJob, ANanosecondMovesExactlyItsLeaf) {
  int moved = 0;
  for_each_graph(6, [&](Graph graph, Rng& rng) {
    const Timeline timeline = test::priced(std::move(graph));
    const JobWindow& window = timeline.graph.jobs.front();
    const Ledger ledger = settle(timeline, window);
    if (ledger.path.empty()) return;
    const PathSegment& segment = ledger.path[rng.below(ledger.path.size())];
    const Activity& a = timeline.graph.activities[static_cast<std::size_t>(segment.activity)];
    const Nanoseconds end = timeline.at[static_cast<std::size_t>(window.last)].end;
    const bool is_run = segment.leaf == a.leaf && segment.end - segment.begin == a.duration;
    if (!is_run || end_with(timeline.graph, window, segment.activity, -1_ns) != end - 1_ns) return;
    ++moved;
    auto expected = ledger.leaves;
    expected[segment.leaf] += 1_ns;
    Graph longer = timeline.graph;
    longer.activities[static_cast<std::size_t>(segment.activity)].duration += 1_ns;
    ASSERT_EQ(settle(test::priced(std::move(longer)), window).leaves, expected);
  });
  EXPECT_GT(moved, kGraphs / 4);
}

std::string name_of(const testing::TestParamInfo<GraphOptions>& parameter) {
  const GraphOptions& o = parameter.param;
  return std::string(o.jobs == 1 ? "OneJob" : "Jobs") + (o.forced_ties ? "Ties" : "") +
         (o.negative_lags ? "Overlaps" : "");
}

INSTANTIATE_TEST_SUITE_P(Random, LedgerProperties,
                         testing::Values(GraphOptions{1, false, false},
                                         GraphOptions{1, true, false},
                                         GraphOptions{0, false, false},
                                         GraphOptions{0, true, false}, GraphOptions{0, false, true},
                                         GraphOptions{0, true, true}),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Random, LedgerPropertiesOfOneJob,
                         testing::Values(GraphOptions{1, false, false},
                                         GraphOptions{1, true, false},
                                         GraphOptions{1, false, true}),
                         name_of);

}  // namespace
}  // namespace pontage
