// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libbench/clock.hpp"
#include "libbench/leaf.hpp"
#include "libbench/units.hpp"

namespace pontage {

using JobId = std::int32_t;          ///< jobs of a run are numbered from 0 and only grow
using ActId = std::int32_t;          ///< an interval of the plan; the same in every job
using ResourceId = std::int32_t;     ///< a thing that does one activity at a time, in order
using ActivityIndex = std::int32_t;  ///< a place in Graph::activities

/// Measured: wall clock on the hardware named. Modelled: virtual time from a machine file. Never
/// mixed in one bar.
enum class Provenance : std::uint8_t { measured, modelled };
std::string_view to_text(Provenance);

/// `from` must have ended `lag` ago before the later activity may start. The lag may be negative: a
/// device may start before the submitting call returns.
struct Edge {
  ActivityIndex from = -1;
  Nanoseconds lag{};
  LagKind kind = LagKind::order;
};

/// One interval of one job on one resource. `gap` is the part of its late start that no known cause
/// explains; it stands in `gap_leaf`.
struct Activity {
  ResourceId resource = -1;
  JobId job = -1;
  ActId act = -1;
  Leaf leaf;
  Nanoseconds duration{};
  Nanoseconds scheduled{};  ///< earliest time its job may start
  Nanoseconds gap{};
  Leaf gap_leaf;
  Bytes bytes{};
  std::int32_t first_edge = 0, edge_count = 0;  ///< its edges in Graph::edges
};

/// The window of one job: from its scheduled release to the end of its last activity.
struct JobWindow {
  JobId job = -1;
  Nanoseconds release{};
  ActivityIndex last = -1;
  Nanoseconds
      run_delay{};  ///< how long the driving thread was runnable but not running inside the window
};

/// Activities in an order that is topological and, on each resource, the order of service.
struct Graph {
  std::vector<std::string> resources;
  std::vector<std::string> stages;
  std::vector<Activity> activities;
  std::vector<Edge> edges;
  std::vector<JobWindow> jobs;

  std::span<const Edge> after(const Activity& a) const {
    return std::span(edges).subspan(static_cast<std::size_t>(a.first_edge),
                                    static_cast<std::size_t>(a.edge_count));
  }
  /// Appends an activity with its edges; returns its place.
  ActivityIndex add(Activity, std::span<const Edge>);
};

/// Where an activity came to lie. `ready`: its last dependency (with lag) was satisfied;
/// `previous`: the activity before it on its resource, or -1.
struct Interval {
  Nanoseconds ready{}, begin{}, end{};
  ActivityIndex previous = -1;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// How far a trace can be trusted. All zero is healthy.
struct TraceHealth {
  std::int64_t marks_dropped = 0;     ///< tracks were full
  std::int64_t order_violations = 0;  ///< an activity began before something it depends on
  std::int64_t overlaps = 0;  ///< two activities of one resource overlapped; the later one was cut
  std::int64_t short_spans = 0;  ///< spans of fewer than 20 clock ticks
  friend bool operator==(const TraceHealth&, const TraceHealth&) = default;
};

/// All spans of a run, placed in time.
struct Timeline {
  ClockKind clock = ClockKind::wall;
  Provenance provenance = Provenance::measured;
  Graph graph;
  std::vector<Interval> at;  ///< one an activity
  TraceHealth health;
};

/// Places every activity as early as its edges, its resource's order and its gap allow; durations,
/// lags and gaps whose leaf is in `zero` count as nothing. Keeps the recorded order:
/// `replay(timeline.graph).at == timeline.at` for live and priced timelines alike. Releases stay
/// where they are.
std::vector<Interval> replay(const Graph&, LeafClasses zero = {});

/// Splits what was observed into what is known and what is not: every edge's lag becomes min(bound
/// of its kind, observed slack), what is left of a late start becomes the activity's gap.
/// `begin`/`end` of each activity are given; `at` is filled in. Overlaps on a resource are cut and
/// counted. An edge of kind `order` explains nothing.
struct LagBounds {
  Nanoseconds of_kind[kLagKinds] = {};
  Nanoseconds wake{};  ///< visible to running, for waits that give the processor away
  Nanoseconds operator[](LagKind kind) const { return of_kind[static_cast<std::size_t>(kind)]; }
  Nanoseconds& operator[](LagKind kind) { return of_kind[static_cast<std::size_t>(kind)]; }
};
void fit_observed(Timeline&, std::span<const Interval> observed, const LagBounds&);

}  // namespace pontage
