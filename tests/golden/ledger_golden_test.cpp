// SPDX-License-Identifier: Apache-2.0
// Every case of ledger_oracle.py, integer for integer. The oracle is a second implementation:
// small, in another language, checkable by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "libbench/ledger.hpp"

namespace pontage {
namespace {

using nlohmann::json;
using Totals = std::map<std::string, std::int64_t>;

LagKind lag_kind(const json& leaf) {
  if (leaf.is_null()) return LagKind::order;
  for (const LagKind kind : {LagKind::launch, LagKind::setup, LagKind::event, LagKind::gap,
                             LagKind::notify, LagKind::barrier})
    if (to_text(leaf_of(kind)) == leaf.get<std::string>()) return kind;
  ADD_FAILURE() << "no kind of lag stands for " << leaf;
  return LagKind::order;
}

/// A case of the oracle as a graph; `place` says where each operation came to stand.
struct OracleGraph {
  Graph graph;
  std::map<std::string, ActivityIndex> place;

  ResourceId resource(const std::string& name) {
    const auto at = std::ranges::find(graph.resources, name);
    if (at != graph.resources.end()) return static_cast<ResourceId>(at - graph.resources.begin());
    graph.resources.push_back(name);
    return static_cast<ResourceId>(graph.resources.size()) - 1;
  }

  void add(const json& operation, std::int64_t duration_ns) {
    Activity activity;
    activity.resource = resource(operation.at("resource"));
    activity.job = operation.at("job");
    activity.act = static_cast<ActId>(place.size());
    activity.leaf = {parse_leaf(operation.at("leaf").get<std::string>()).value()};
    activity.duration = Nanoseconds{duration_ns};
    activity.scheduled = Nanoseconds{operation.at("scheduled")};
    std::vector<Edge> edges;
    for (const json& d : operation.at("deps"))
      edges.push_back({place.at(d.at("id")), Nanoseconds{d.at("lag")}, lag_kind(d.at("leaf"))});
    place[operation.at("id")] = graph.add(activity, edges);
  }

  JobWindow window(const std::string& final) const {
    const ActivityIndex last = place.at(final);
    const Activity& activity = graph.activities[static_cast<std::size_t>(last)];
    return {activity.job, activity.scheduled, last};
  }
};

Totals totals(const std::map<Leaf, Nanoseconds>& leaves, const Graph& graph) {
  Totals by_name;
  for (const auto& [leaf, time] : leaves)
    by_name[full_name(leaf, graph.stages, graph.resources)] += time.count();
  return by_name;
}

LeafClasses classes(const std::string& text) {
  if (text == "copy+sync+launch") return kTaxes;
  return {parse_leaf_class(text).value()};
}

const json& oracle() {
  static const json cases = [] {
    std::ifstream file(PONTAGE_LEDGER_ORACLE);
    return json::parse(file);
  }();
  return cases;
}

class LedgerGolden : public testing::TestWithParam<std::size_t> {
 protected:
  const json& row() const { return oracle().at(GetParam()); }
};

Timeline timeline_of(const json& row, OracleGraph& from) {
  for (const json& operation : row.at("operations")) from.add(operation, operation.at("dur"));
  Timeline timeline;
  timeline.clock = ClockKind::virtual_time;
  timeline.graph = from.graph;
  timeline.at = replay(timeline.graph);
  return timeline;
}

TEST_P(LedgerGolden, AllThreeLedgersAreEqual) {
  OracleGraph from;
  const Timeline timeline = timeline_of(row(), from);
  const JobWindow window = from.window(row().at("final"));

  const Ledger ledger = settle(timeline, window);
  EXPECT_EQ(ledger.total.count(), row().at("end_to_end").get<std::int64_t>());
  EXPECT_EQ(totals(ledger.leaves, timeline.graph), row().at("exclusive").get<Totals>());
  EXPECT_EQ(ledger.causality_clamps, 0);

  std::map<std::string, Totals> resources;
  for (const auto& [resource, leaves] : busy(timeline))
    resources[timeline.graph.resources[static_cast<std::size_t>(resource)]] =
        totals(leaves, timeline.graph);
  EXPECT_EQ(resources, (row().at("resource").get<std::map<std::string, Totals>>()));

  for (const auto& [removed, bought] : row().at("marginal").items())
    EXPECT_EQ(marginal(timeline, window, classes(removed)).count(), bought.get<std::int64_t>())
        << "without " << removed;
}

/// Spans as a live run gives them, with the declared lags as bounds, leave nothing unexplained.
TEST_P(LedgerGolden, ReadAsLiveSpansNothingIsLost) {
  OracleGraph from;
  Timeline timeline = timeline_of(row(), from);
  LagBounds bounds;
  for (const Edge& edge : timeline.graph.edges)
    bounds[edge.kind] = std::max(bounds[edge.kind], edge.lag);
  const auto observed = timeline.at;
  fit_observed(timeline, observed, bounds);
  EXPECT_EQ(timeline.health, TraceHealth{});
  EXPECT_EQ(timeline.at, replay(timeline.graph));
  const Ledger ledger = settle(timeline, from.window(row().at("final")));
  EXPECT_EQ(ledger.total.count(), row().at("end_to_end").get<std::int64_t>());
  EXPECT_EQ(ledger.of(LeafKind::unattributed).count(), 0);
}

std::string test_name(const testing::TestParamInfo<std::size_t>& parameter) {
  const json& row = oracle().at(parameter.param);
  std::string name = row.at("name").get<std::string>() + " " + row.at("final").get<std::string>();
  std::erase(name, ',');
  std::ranges::replace(name, ' ', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Oracle, LedgerGolden, testing::Range<std::size_t>(0, 16), test_name);

TEST(LedgerGoldenFile, HasTheCasesThatTheTestsRun) {
  ASSERT_EQ(oracle().size(), 17U);
  EXPECT_EQ(oracle().back().at("name"), "planted hole");
}

/// 196 µs between submit and start that nobody instrumented: they must not hide in the lag's leaf.
TEST(LedgerGoldenFile, PlantedHoleIsUnattributed) {
  const json& row = oracle().back();
  OracleGraph from;
  std::vector<Interval> observed;
  for (const json& span : row.at("spans")) {
    const std::int64_t begin = span.at("t0"), end = span.at("t1");
    from.add(span, end - begin);
    observed.push_back({{}, Nanoseconds{begin}, Nanoseconds{end}, -1});
  }
  LagBounds bounds;
  for (const auto& [leaf, most] : row.at("bound").items())
    bounds[lag_kind(json(leaf))] = Nanoseconds{most};
  Timeline timeline;
  timeline.graph = from.graph;
  fit_observed(timeline, observed, bounds);

  const Ledger ledger = settle(timeline, from.window(row.at("final")));
  EXPECT_EQ(totals(ledger.leaves, timeline.graph), row.at("exclusive").get<Totals>());
  EXPECT_TRUE(ledger.is_flagged());
  EXPECT_EQ(timeline.at, replay(timeline.graph));
}

}  // namespace
}  // namespace pontage
