// SPDX-License-Identifier: Apache-2.0
#include "libbench/timeline.hpp"

#include <algorithm>

#include "libbench/check.hpp"

namespace pontage {

std::string_view to_text(Provenance provenance) {
  return provenance == Provenance::measured ? "measured" : "modelled";
}

ActivityIndex Graph::add(Activity activity, std::span<const Edge> after) {
  activity.first_edge = static_cast<std::int32_t>(edges.size());
  activity.edge_count = static_cast<std::int32_t>(after.size());
  edges.insert(edges.end(), after.begin(), after.end());
  activities.push_back(activity);
  return static_cast<ActivityIndex>(activities.size()) - 1;
}

namespace {

/// The lag of an edge when the classes in `zero` cost nothing. A negative lag is an overlap with
/// the earlier activity, not a tax: it stays, but reaches back at most to the begin of what is left
/// of that activity (or, where the later one began even before, keeps that distance). So removing a
/// tax never makes anything later.
Nanoseconds lag_without(const Graph& graph, const Edge& edge, LeafClasses zero) {
  if (edge.lag >= 0_ns)
    return edge.kind != LagKind::order && zero.holds(class_of(leaf_of(edge.kind))) ? 0_ns
                                                                                   : edge.lag;
  const Activity& from = graph.activities[static_cast<std::size_t>(edge.from)];
  if (!zero.holds(from.leaf)) return edge.lag;
  return std::min(edge.lag + from.duration, 0_ns);
}

}  // namespace

std::vector<Interval> replay(const Graph& graph, LeafClasses zero) {
  std::vector<Interval> at(graph.activities.size());
  std::vector<ActivityIndex> last(graph.resources.size(), -1);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const Activity& a = graph.activities[i];
    Interval& here = at[i];
    here.ready = a.scheduled;
    for (const Edge& edge : graph.after(a)) {
      const Nanoseconds lag = lag_without(graph, edge, zero);
      here.ready = std::max(here.ready, at[static_cast<std::size_t>(edge.from)].end + lag);
    }
    ActivityIndex& before = last[static_cast<std::size_t>(a.resource)];
    here.previous = before;
    here.begin =
        before < 0 ? here.ready : std::max(here.ready, at[static_cast<std::size_t>(before)].end);
    if (!zero.holds(a.gap_leaf)) here.begin += a.gap;
    here.end = here.begin + (zero.holds(a.leaf) ? Nanoseconds{} : a.duration);
    before = static_cast<ActivityIndex>(i);
  }
  return at;
}

void fit_observed(Timeline& timeline, std::span<const Interval> observed, const LagBounds& bounds) {
  Graph& graph = timeline.graph;
  PONTAGE_CHECK(observed.size() == graph.activities.size(), observed.size());
  timeline.at.assign(observed.begin(), observed.end());
  std::vector<ActivityIndex> last(graph.resources.size(), -1);
  for (std::size_t i = 0; i < observed.size(); ++i) {
    Activity& a = graph.activities[i];
    Interval& here = timeline.at[i];
    ActivityIndex& before = last[static_cast<std::size_t>(a.resource)];
    const Nanoseconds free =
        before < 0 ? a.scheduled : timeline.at[static_cast<std::size_t>(before)].end;
    if (before >= 0 && here.begin < free) {
      ++timeline.health.overlaps;
      here.begin = free;
    }
    here.begin = std::max(here.begin, a.scheduled);
    here.end = std::max(here.end, here.begin);
    here.previous = before;
    here.ready = a.scheduled;
    for (int e = 0; e < a.edge_count; ++e) {
      Edge& edge = graph.edges[static_cast<std::size_t>(a.first_edge + e)];
      const Interval& from = timeline.at[static_cast<std::size_t>(edge.from)];
      if (here.begin < from.begin) ++timeline.health.order_violations;
      edge.lag = std::min(bounds[edge.kind], here.begin - from.end);
      here.ready = std::max(here.ready, from.end + edge.lag);
    }
    a.duration = here.end - here.begin;
    a.gap = here.begin - (before < 0 ? here.ready : std::max(here.ready, free));
    before = static_cast<ActivityIndex>(i);
  }
}

}  // namespace pontage
