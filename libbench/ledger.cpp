// SPDX-License-Identifier: Apache-2.0
#include "libbench/ledger.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "libbench/check.hpp"

namespace pontage {
namespace {

/// Where each activity stands on its resource: what ties are broken by, so that renumbering changes
/// no total.
std::vector<int> places_on_resource(const Timeline& timeline) {
  std::vector<int> count(timeline.graph.resources.size(), 0), place;
  place.reserve(timeline.graph.activities.size());
  for (const Activity& a : timeline.graph.activities)
    place.push_back(count[static_cast<std::size_t>(a.resource)]++);
  return place;
}

class Settler {
 public:
  Settler(const Timeline& timeline, std::span<const int> places, const JobWindow& window)
      : timeline_(timeline), places_(places), release_(window.release) {
    ledger_.job = window.job;
    PONTAGE_CHECK(window.last >= 0, window.job);
    t_ = at(window.last).end;
    ledger_.total = t_ - release_;
    walk(window.last);
    carve_run_delay(window.run_delay);
    std::ranges::reverse(ledger_.path);
    std::erase_if(ledger_.leaves, [](const auto& leaf) { return leaf.second.count() == 0; });
  }
  Ledger take() { return std::move(ledger_); }

 private:
  struct Cause {
    ActivityIndex from;
    const Edge* edge;  // null: the resource's own previous occupant
    Nanoseconds until;
  };

  const Activity& activity(ActivityIndex i) const {
    return timeline_.graph.activities[static_cast<std::size_t>(i)];
  }
  const Interval& at(ActivityIndex i) const { return timeline_.at[static_cast<std::size_t>(i)]; }
  bool is_own(ActivityIndex i) const { return activity(i).job == ledger_.job; }

  /// Charges [from, t) to a leaf and moves t back; never below the release.
  void charge_back_to(Nanoseconds from, Leaf leaf, ActivityIndex i) {
    from = std::max(from, release_);
    if (from >= t_) return;
    ledger_.leaves[leaf] += t_ - from;
    ledger_.path.push_back({from, t_, leaf, i});
    t_ = from;
  }

  void walk(ActivityIndex s) {
    for (;;) {
      if (at(s).begin > t_) ++ledger_.causality_clamps;
      charge_back_to(at(s).begin, activity(s).leaf, s);
      charge_back_to(at(s).begin - activity(s).gap, activity(s).gap_leaf, s);
      const ActivityIndex own = charge_queue(s);
      const std::optional<Cause> cause = latest_cause(s, own);
      if (!cause) break;
      charge_gap(s, *cause);
      s = cause->from;
    }
    charge_back_to(release_, {LeafKind::queue_arrival}, s);
  }

  /// Back over the resource's occupants until `s` was ready or an own one is met; foreign time goes
  /// to `queue` with blame, idle time between two foreign ones to the later one (head-of-line).
  /// Returns the own occupant met, or -1.
  ActivityIndex charge_queue(ActivityIndex s) {
    ActivityIndex o = at(s).previous, own = -1;
    std::vector<ActivityIndex> foreign;
    for (; o >= 0 && at(o).end > at(s).ready; o = at(o).previous) {
      if (is_own(o)) {
        own = o;
        break;
      }
      foreign.push_back(o);
    }
    if (foreign.empty()) return own;
    const Nanoseconds floor = own >= 0 ? at(own).end : at(s).ready;
    for (const ActivityIndex holder : foreign) {
      const bool first = holder == foreign.back();
      const Nanoseconds from = first ? floor : at(at(holder).previous).end;
      const Nanoseconds held = t_ - std::max(std::min(from, t_), release_);
      if (held.count() > 0)
        ledger_.blame[{activity(s).resource, activity(holder).job, activity(holder).act}] += held;
      charge_back_to(from, {LeafKind::queue, activity(s).resource}, s);
    }
    return own;
  }

  /// The counter says how long, not when: the longest busy stretch of the driving thread is where
  /// it most likely was.
  void carve_run_delay(Nanoseconds delay) {
    const auto is_driver = [&](const PathSegment& p) {
      return activity(p.activity).resource == 0 && p.leaf == activity(p.activity).leaf;
    };
    PathSegment* longest = nullptr;
    for (PathSegment& p : ledger_.path)
      if (is_driver(p) && (longest == nullptr || p.end - p.begin > longest->end - longest->begin))
        longest = &p;
    if (longest == nullptr || delay <= Nanoseconds{}) return;
    const Nanoseconds carved = std::min(delay, longest->end - longest->begin);
    const Leaf sched{LeafKind::sched};
    ledger_.leaves[longest->leaf] -= carved;
    ledger_.leaves[sched] += carved;
    if (carved == longest->end - longest->begin) {
      longest->leaf = sched;
    } else {
      const PathSegment away{longest->end - carved, longest->end, sched, longest->activity};
      longest->end = away.begin;
      ledger_.path.insert(ledger_.path.begin() + (longest - ledger_.path.data()), away);
    }
  }

  ActivityIndex own_before(ActivityIndex s) const {
    ActivityIndex o = at(s).previous;
    while (o >= 0 && !is_own(o)) o = at(o).previous;
    return o;
  }

  /// Latest end + lag wins; on a tie an explicit dependency, then the first by (resource, place on
  /// it, lag leaf), all by name, so that renumbering changes nothing.
  std::optional<Cause> latest_cause(ActivityIndex s, ActivityIndex own) const {
    std::optional<Cause> best;
    const auto order = [&](const Cause& c) {
      const std::string_view resource =
          timeline_.graph.resources[static_cast<std::size_t>(activity(c.from).resource)];
      const bool has_leaf = c.edge != nullptr && c.edge->kind != LagKind::order;
      return std::tuple(-c.until.count(), c.edge == nullptr, resource,
                        places_[static_cast<std::size_t>(c.from)],
                        has_leaf ? to_text(leaf_of(c.edge->kind)) : std::string_view());
    };
    const auto consider = [&](const Cause& cause) {
      if (!best || order(cause) < order(*best)) best = cause;
    };
    for (const Edge& edge : timeline_.graph.after(activity(s)))
      if (is_own(edge.from)) consider({edge.from, &edge, at(edge.from).end + edge.lag});
    if (const ActivityIndex before = own >= 0 ? own : own_before(s); before >= 0)
      consider({before, nullptr, at(before).end});
    return best;
  }

  /// What lies between the cause's end and t: the edge's lag as far as it reaches, the rest is
  /// unexplained.
  void charge_gap(ActivityIndex s, const Cause& cause) {
    const Nanoseconds end = at(cause.from).end;
    if (cause.edge != nullptr && cause.edge->kind != LagKind::order) {
      const Nanoseconds explained =
          std::clamp(t_ - end, Nanoseconds{}, std::max(cause.edge->lag, Nanoseconds{}));
      charge_back_to(t_ - explained, {leaf_of(cause.edge->kind)}, s);
    }
    charge_back_to(end, {LeafKind::unattributed}, s);
  }

  const Timeline& timeline_;
  std::span<const int> places_;
  Nanoseconds release_;
  Nanoseconds t_{};
  Ledger ledger_;
};

}  // namespace

Nanoseconds Ledger::of(LeafClass c) const {
  Nanoseconds sum{};
  for (const auto& [leaf, time] : leaves)
    if (class_of(leaf.kind) == c) sum += time;
  return sum;
}

Nanoseconds Ledger::of(LeafKind kind) const {
  Nanoseconds sum{};
  for (const auto& [leaf, time] : leaves)
    if (leaf.kind == kind) sum += time;
  return sum;
}

bool Ledger::is_flagged() const {
  const Nanoseconds lost = of(LeafKind::unattributed);
  return lost > 1_us && lost * 50 > total;
}

Ledger settle(const Timeline& timeline, const JobWindow& window) {
  const auto places = places_on_resource(timeline);
  return Settler(timeline, places, window).take();
}

ResourceLedger busy(const Timeline& timeline) {
  ResourceLedger ledger;
  for (std::size_t i = 0; i < timeline.at.size(); ++i) {
    const Activity& a = timeline.graph.activities[i];
    if (timeline.at[i].end > timeline.at[i].begin)
      ledger[a.resource][a.leaf] += timeline.at[i].end - timeline.at[i].begin;
  }
  return ledger;
}

Nanoseconds marginal(const Timeline& timeline, const JobWindow& window, LeafClasses zero) {
  const auto last = static_cast<std::size_t>(window.last);
  return timeline.at[last].end - replay(timeline.graph, zero)[last].end;
}

std::vector<Ledger> settle_all(const Timeline& timeline) {
  const auto places = places_on_resource(timeline);
  std::vector<Ledger> ledgers;
  for (const JobWindow& window : timeline.graph.jobs)
    ledgers.push_back(Settler(timeline, places, window).take());
  return ledgers;
}

LedgerSummary summarise(std::vector<Ledger> ledgers) {
  PONTAGE_CHECK(!ledgers.empty());
  LedgerSummary summary;
  const auto count = static_cast<double>(ledgers.size());
  for (const Ledger& ledger : ledgers) {
    for (const auto& [leaf, time] : ledger.leaves)
      summary.mean_ns[leaf] += static_cast<double>(time.count()) / count;
    for (const auto& [who, time] : ledger.blame) summary.blame[who] += time;
    summary.mean_total_ns += static_cast<double>(ledger.total.count()) / count;
    summary.flagged += ledger.is_flagged() ? 1 : 0;
    summary.causality_clamps += ledger.causality_clamps;
  }
  summary.jobs = static_cast<int>(ledgers.size());
  std::ranges::sort(ledgers, {}, [](const Ledger& l) { return std::pair(l.total, l.job); });
  const auto rank = [&](double q) { return static_cast<std::size_t>(q * (count - 1) + 0.5); };
  summary.at_p50 = ledgers[rank(0.5)];
  summary.at_p99 = ledgers[rank(0.99)];
  return summary;
}

}  // namespace pontage
