// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_graph.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace pontage::test {
namespace {

constexpr std::array kLeaves{LeafKind::compute,     LeafKind::compute,       LeafKind::copy_dma,
                             LeafKind::copy_layout, LeafKind::launch_submit, LeafKind::sync_wake};
constexpr std::array kKinds{LagKind::order, LagKind::launch, LagKind::setup, LagKind::event,
                            LagKind::gap,   LagKind::notify, LagKind::fork,  LagKind::barrier};

Nanoseconds random_time(Rng& rng, bool ties, std::uint64_t most) {
  return Nanoseconds{static_cast<std::int64_t>(ties ? 10 * rng.below(3) : rng.below(most))};
}

Nanoseconds random_lag(Rng& rng, const GraphOptions& options, LagKind kind, Nanoseconds parent) {
  if (kind == LagKind::order) return {};
  if (options.negative_lags && rng.below(4) == 0)
    return -Nanoseconds{
        static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(parent.count()) + 1))};
  return random_time(rng, options.forced_ties, 300);
}

std::vector<Edge> random_edges(Rng& rng, const GraphOptions& options, const Graph& graph,
                               const std::vector<ActivityIndex>& own) {
  std::vector<Edge> edges;
  for (std::uint64_t n = own.empty() ? 0 : rng.below(4); n > 0; --n) {
    const std::uint64_t near = std::min<std::uint64_t>(own.size(), 5);
    const ActivityIndex from = own[own.size() - 1 - rng.below(near)];
    const LagKind kind = kKinds[rng.below(kKinds.size())];
    const Nanoseconds parent = graph.activities[static_cast<std::size_t>(from)].duration;
    edges.push_back({from, random_lag(rng, options, kind, parent), kind});
  }
  return edges;
}

std::vector<ActivityIndex> random_valid_order(const Graph& graph, Rng& rng) {
  const auto before = replay(graph);
  const auto count = static_cast<ActivityIndex>(graph.activities.size());
  std::vector<bool> placed(graph.activities.size(), false);
  std::vector<ActivityIndex> order;
  while (std::ssize(order) < count) {
    std::vector<ActivityIndex> free;
    for (ActivityIndex i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const auto is_placed = [&](ActivityIndex p) {
        return p < 0 || placed[static_cast<std::size_t>(p)];
      };
      if (!placed[at] && is_placed(before[at].previous) &&
          std::ranges::all_of(graph.after(graph.activities[at]),
                              [&](const Edge& e) { return is_placed(e.from); }))
        free.push_back(i);
    }
    order.push_back(free[rng.below(free.size())]);
    placed[static_cast<std::size_t>(order.back())] = true;
  }
  return order;
}

template <class Id>
std::vector<Id> random_numbers(std::size_t count, Rng& rng) {
  std::vector<Id> numbers(count);
  std::iota(numbers.begin(), numbers.end(), Id{0});
  rng.shuffle(std::span(numbers));
  return numbers;
}

}  // namespace

Graph random_graph(Rng& rng, const GraphOptions& options) {
  Graph graph;
  graph.stages = {"work"};
  for (std::uint64_t r = 2 + rng.below(3); r > 0; --r)
    graph.resources.push_back("resource" + std::to_string(r));
  std::vector<std::vector<ActivityIndex>> own(static_cast<std::size_t>(options.jobs));
  std::vector<std::size_t> left;
  for (JobId job = 0; job < options.jobs; ++job) {
    graph.jobs.push_back({job, random_time(rng, options.forced_ties, 2000), -1, {}});
    left.insert(left.end(), 3 + rng.below(12), static_cast<std::size_t>(job));
  }
  rng.shuffle(std::span(left));
  for (const std::size_t job : left) {
    Activity a;
    a.job = static_cast<JobId>(job);
    a.act = static_cast<ActId>(own[job].size());
    a.resource = static_cast<ResourceId>(rng.below(graph.resources.size()));
    a.leaf = {kLeaves[rng.below(kLeaves.size())], -1};
    if (a.leaf.kind == LeafKind::compute) a.leaf.of = 0;
    a.duration = random_time(rng, options.forced_ties, 1000);
    a.scheduled = graph.jobs[job].release;
    const auto edges = random_edges(rng, options, graph, own[job]);
    own[job].push_back(graph.add(a, edges));
    graph.jobs[job].last = own[job].back();
  }
  return graph;
}

Timeline priced(Graph graph) {
  Timeline timeline;
  timeline.clock = ClockKind::virtual_time;
  timeline.provenance = Provenance::modelled;
  timeline.at = replay(graph);
  timeline.graph = std::move(graph);
  return timeline;
}

Graph relabelled(const Graph& graph, Rng& rng) {
  const auto resources = random_numbers<ResourceId>(graph.resources.size(), rng);
  const auto jobs = random_numbers<JobId>(graph.jobs.size(), rng);
  Graph other;
  other.stages = graph.stages;
  other.resources.resize(graph.resources.size());
  for (std::size_t r = 0; r < resources.size(); ++r)
    other.resources[static_cast<std::size_t>(resources[r])] = graph.resources[r];
  std::vector<ActivityIndex> place(graph.activities.size(), -1);
  for (const ActivityIndex old : random_valid_order(graph, rng)) {
    Activity a = graph.activities[static_cast<std::size_t>(old)];
    std::vector<Edge> edges(graph.after(a).begin(), graph.after(a).end());
    for (Edge& edge : edges) edge.from = place[static_cast<std::size_t>(edge.from)];
    rng.shuffle(std::span(edges));
    a.resource = resources[static_cast<std::size_t>(a.resource)];
    a.job = jobs[static_cast<std::size_t>(a.job)];
    a.act = 1000 - a.act;
    place[static_cast<std::size_t>(old)] = other.add(a, edges);
  }
  for (const JobWindow& window : graph.jobs)
    other.jobs.push_back({jobs[static_cast<std::size_t>(window.job)],
                          window.release,
                          place[static_cast<std::size_t>(window.last)],
                          {}});
  return other;
}

std::vector<Interval> disturbed_run(const Graph& graph, Rng& rng) {
  std::vector<Interval> at(graph.activities.size());
  std::vector<Nanoseconds> free(graph.resources.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const Activity& a = graph.activities[i];
    Nanoseconds ready = a.scheduled;
    for (const Edge& edge : graph.after(a)) {
      const Interval& from = at[static_cast<std::size_t>(edge.from)];
      const bool early = rng.below(4) == 0;
      ready =
          std::max(ready, early ? from.begin + (from.end - from.begin) / 2 : from.end + edge.lag);
    }
    Nanoseconds& here = free[static_cast<std::size_t>(a.resource)];
    at[i].begin = std::max(ready, here);
    if (rng.below(3) == 0) at[i].begin += random_time(rng, false, 200);
    at[i].end = here = at[i].begin + a.duration + random_time(rng, false, 50);
  }
  return at;
}

}  // namespace pontage::test
