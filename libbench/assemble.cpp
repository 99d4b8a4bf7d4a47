// SPDX-License-Identifier: Apache-2.0
#include "libbench/assemble.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "libbench/check.hpp"

namespace pontage {
namespace {

constexpr Ticks kShortSpan = 20;  // ticks: below, the stamps are a good part of what they measure

/// An activity before it has its place in the timeline; edges name other pieces.
struct Piece {
  Activity activity;
  Interval at;
  std::vector<Edge> after;
};

class Assembler {
 public:
  Assembler(const Plan& plan, const MarkSet& set, std::span<const JobTime> jobs,
            const ClockMap& clock, const LagBounds& bounds)
      : plan_(plan), clock_(clock), bounds_(bounds) {
    find_submits();
    for (const ResourceSpec& r : plan.resources) timeline_.graph.resources.push_back(r.name);
    timeline_.graph.stages = plan.stages;
    timeline_.health.marks_dropped = static_cast<std::int64_t>(set.dropped);
    index(set, jobs);
  }

  Timeline run(std::span<const JobTime> jobs) {
    for (std::size_t j = 0; j < jobs.size(); ++j) add_job(jobs[j], j);
    for (const Mark& mark : observer_) add_observer(mark);
    place(jobs);
    return std::move(timeline_);
  }

 private:
  Nanoseconds at(Ticks stamp) const { return clock_.at(stamp); }

  /// Which call submits each operation, and which copy may hold a call up until it is done.
  void find_submits() {
    submit_of_.assign(plan_.acts.size(), -1);
    holds_up_.assign(plan_.acts.size(), -1);
    first_of_.assign(plan_.acts.size(), -1);
    ActId leader = -1;
    for (const Op& op : plan_.body) {
      if (op.kind != OpKind::copy && op.kind != OpKind::launch) continue;
      if (op.submitting >= 0) {
        leader = op.submitting;
        first_of_[static_cast<std::size_t>(leader)] = op.doing;
      }
      submit_of_[static_cast<std::size_t>(op.doing)] = leader;
      if (op.holds_up) holds_up_[static_cast<std::size_t>(leader)] = op.doing;
    }
  }

  const Mark* mark_of(std::size_t j, ActId act) const {
    return act < 0 ? nullptr : marks_[j * plan_.acts.size() + static_cast<std::size_t>(act)];
  }

  /// Most of a call that returned when its copy was done was a wait, for the copy and for all that
  /// the copy waited for. (The copy's own stamp may come a little after the return.)
  bool was_held_up(std::size_t j, ActId submit) const {
    const Mark* call = mark_of(j, submit);
    if (call == nullptr) return false;
    const Mark* copy = mark_of(j, holds_up_[static_cast<std::size_t>(submit)]);
    return copy != nullptr && copy->begin < call->end;
  }

  /// Until when such a call was busy for certain: until the first of what it submitted began, if
  /// that is not the copy itself.
  Ticks handed_over(std::size_t j, ActId submit) const {
    const Mark& call = *mark_of(j, submit);
    const ActId first = first_of_[static_cast<std::size_t>(submit)];
    const Mark* began = mark_of(j, first);
    if (began == nullptr || first == holds_up_[static_cast<std::size_t>(submit)]) return call.begin;
    return std::clamp(began->begin, call.begin, call.end);
  }

  /// The mark of an act as it counts: a call that was held up is busy as long as is certain and
  /// waits from then on, and so does who waits for its copy. What handing over took beyond that is
  /// in the lag before what it submitted.
  Mark counted(std::size_t j, ActId act, const Mark& mark) const {
    const Op& op =
        plan_.body[static_cast<std::size_t>(plan_.acts[static_cast<std::size_t>(act)].op)];
    Mark as = mark;
    if (op.submitting == act && was_held_up(j, act)) as.end = handed_over(j, act);
    if (op.kind != OpKind::await) return as;
    const ActId submit = submit_of_[static_cast<std::size_t>(op.awaited)];
    if (submit >= 0 && was_held_up(j, submit)) as.begin = mark_of(j, submit)->begin;
    return as;
  }

  void index(const MarkSet& set, std::span<const JobTime> jobs) {
    if (jobs.empty()) return;
    first_job_ = jobs.front().job;
    const auto acts = plan_.acts.size();
    marks_.assign(jobs.size() * acts, nullptr);
    for (const Mark& mark : set.marks) {
      const auto job = static_cast<std::size_t>(mark.job - first_job_);
      if (mark.act == kObserverAct)
        observer_.push_back(mark);
      else if (mark.job >= first_job_ && job < jobs.size() && mark.act < acts)
        marks_[job * acts + mark.act] = &mark;
      timeline_.health.short_spans += mark.end - mark.begin < kShortSpan ? 1 : 0;
    }
    for (const RegionMark& mark : set.regions) regions_[{mark.job, mark.act}].push_back(mark);
  }

  int add(Activity activity, Nanoseconds begin, Nanoseconds end, std::vector<Edge> after) {
    pieces_.push_back({activity, {{}, begin, std::max(begin, end), -1}, std::move(after)});
    return static_cast<int>(pieces_.size()) - 1;
  }

  void add_job(const JobTime& time, std::size_t j) {
    last_of_act_.assign(plan_.acts.size(), -1);
    const Nanoseconds release = at(time.release);
    int last = -1;
    for (std::size_t a = 0; a < plan_.acts.size(); ++a) {
      const Mark* mark = marks_[j * plan_.acts.size() + a];
      if (mark == nullptr) continue;
      Activity activity;
      const ActSpec& spec = plan_.acts[a];
      activity.resource = spec.resource;
      activity.job = time.job;
      activity.act = static_cast<ActId>(a);
      activity.leaf = spec.leaf;
      activity.gap_leaf = plan_.resources[static_cast<std::size_t>(spec.resource)].gap_leaf;
      activity.scheduled = release;
      activity.bytes = Bytes{static_cast<std::int64_t>(mark->bytes)};
      last_of_act_[a] = add_act(activity, counted(j, static_cast<ActId>(a), *mark), edges_of(spec));
      if (last < 0 || pieces_[static_cast<std::size_t>(last_of_act_[a])].at.end >=
                          pieces_[static_cast<std::size_t>(last)].at.end)
        last = last_of_act_[a];
    }
    last_pieces_.push_back(last);
  }

  std::vector<Edge> edges_of(const ActSpec& spec) const {
    std::vector<Edge> edges;
    for (const EdgeSpec& e : spec.after)
      if (const int from = last_of_act_[static_cast<std::size_t>(e.from)]; from >= 0)
        edges.push_back({from, {}, e.lag});
    return edges;
  }

  /// Returns the last piece of the act.
  int add_act(const Activity& activity, const Mark& mark, std::vector<Edge> edges) {
    const Op& op =
        plan_.body[static_cast<std::size_t>(plan_.acts[static_cast<std::size_t>(activity.act)].op)];
    if (op.kind == OpKind::await) return add_wait(activity, mark, std::move(edges));
    if (op.kind == OpKind::host_step)
      if (const auto regions =
              regions_.find({activity.job, static_cast<std::uint16_t>(activity.act)});
          regions != regions_.end())
        return add_regions(activity, mark, std::move(edges), regions->second);
    return add(activity, at(mark.begin), at(mark.end), std::move(edges));
  }

  /// A wait is as long as it takes from the device's end (or the call, if later) to the host's
  /// resume. Up to the notify bound that is the edge's lag, up to the wake bound the activity, the
  /// rest a gap.
  int add_wait(const Activity& activity, const Mark& mark, std::vector<Edge> edges) {
    const Nanoseconds call = at(mark.begin), resume = at(mark.end);
    const Nanoseconds done =
        edges.empty() ? call : pieces_[static_cast<std::size_t>(edges.front().from)].at.end;
    const Nanoseconds waited = resume - std::max(call, done);
    const Nanoseconds running =
        done > call ? std::clamp(waited - bounds_[LagKind::notify], Nanoseconds{}, bounds_.wake)
                    : std::min(waited, bounds_[LagKind::notify] + bounds_.wake);
    return add(activity, resume - std::max(running, Nanoseconds{}), resume, std::move(edges));
  }

  ResourceId worker_resource(int worker) {
    if (worker == 0) return 0;
    const auto [place, is_new] =
        workers_.try_emplace(worker, static_cast<ResourceId>(timeline_.graph.resources.size()));
    if (is_new) timeline_.graph.resources.push_back("host.worker" + std::to_string(worker));
    return place->second;
  }

  int add_regions(const Activity& activity, const Mark& mark, std::vector<Edge> edges,
                  std::vector<RegionMark> regions) {
    std::ranges::sort(regions, {},
                      [](const RegionMark& r) { return std::pair(r.region, r.worker); });
    Nanoseconds from = at(mark.begin);
    for (std::size_t i = 0; i < regions.size();) {
      if (regions[i].worker != kWholeRegion) {
        ++timeline_.health.order_violations;
        ++i;
        continue;
      }
      const RegionMark& whole = regions[i];
      const int caller = add(activity, from, at(whole.begin), std::move(edges));
      edges.clear();
      for (++i; i < regions.size() && regions[i].region == whole.region; ++i) {
        Activity part = activity;
        part.resource = worker_resource(regions[i].worker);
        edges.push_back(
            {add(part, at(regions[i].begin), at(regions[i].end), {{caller, {}, LagKind::fork}}),
             {},
             LagKind::barrier});
      }
      from = at(whole.end);
    }
    return add(activity, from, at(mark.end), std::move(edges));
  }

  void add_observer(const Mark& mark) {
    Activity activity;
    activity.resource = 0;
    activity.job = -2;  // nobody's: whoever waits for it queues behind a stranger
    activity.leaf = activity.gap_leaf = {LeafKind::observer};
    activity.scheduled = at(mark.begin);
    add(activity, at(mark.begin), at(mark.end), {});
  }

  bool comes_after(int piece, int other) const {
    return std::ranges::find(pieces_[static_cast<std::size_t>(piece)].after, other, &Edge::from) !=
           pieces_[static_cast<std::size_t>(piece)].after.end();
  }

  /// Clocks tick in steps: among pieces that begin at one stamp, what depends on another follows
  /// it.
  void order_ties(std::vector<int>& order) const {
    const auto begin_of = [&](int piece) {
      return pieces_[static_cast<std::size_t>(piece)].at.begin;
    };
    for (auto first = order.begin(); first != order.end();) {
      const auto last =
          std::find_if(first, order.end(), [&](int p) { return begin_of(p) != begin_of(*first); });
      for (; first != last; ++first) {
        const auto is_free = [&](int p) {
          return std::none_of(first, last, [&](int other) { return comes_after(p, other); });
        };
        if (const auto next = std::find_if(first, last, is_free); next != last)
          std::rotate(first, next, next + 1);
      }
    }
  }

  /// Order of begin, which is the order of service on every resource; zero-length pieces before
  /// what follows them.
  void place(std::span<const JobTime> jobs) {
    std::vector<int> order(pieces_.size()), position(pieces_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, [&](int a, int b) {
      const Interval& x = pieces_[static_cast<std::size_t>(a)].at;
      const Interval& y = pieces_[static_cast<std::size_t>(b)].at;
      return std::tuple(x.begin, x.end, a) < std::tuple(y.begin, y.end, b);
    });
    order_ties(order);
    for (std::size_t i = 0; i < order.size(); ++i)
      position[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    std::vector<Interval> observed;
    for (std::size_t i = 0; i < order.size(); ++i) {
      Piece& piece = pieces_[static_cast<std::size_t>(order[i])];
      std::erase_if(piece.after, [&](Edge& edge) {
        edge.from = position[static_cast<std::size_t>(edge.from)];
        const bool is_later = edge.from >= static_cast<int>(i);
        timeline_.health.order_violations += is_later ? 1 : 0;
        return is_later;
      });
      timeline_.graph.add(piece.activity, piece.after);
      observed.push_back(piece.at);
    }
    for (std::size_t j = 0; j < last_pieces_.size(); ++j)
      if (last_pieces_[j] >= 0)
        timeline_.graph.jobs.push_back({jobs[j].job, at(jobs[j].release),
                                        position[static_cast<std::size_t>(last_pieces_[j])],
                                        jobs[j].run_delay});
    fit_observed(timeline_, observed, bounds_);
  }

  const Plan& plan_;
  const ClockMap& clock_;
  const LagBounds& bounds_;
  Timeline timeline_;
  JobId first_job_ = 0;
  std::vector<const Mark*> marks_;  // [job × acts + act]
  std::vector<Mark> observer_;
  std::map<std::pair<JobId, std::uint16_t>, std::vector<RegionMark>> regions_;
  std::map<int, ResourceId> workers_;
  std::vector<ActId> submit_of_;            // by act of an operation
  std::vector<ActId> holds_up_, first_of_;  // by act of a submit
  std::vector<Piece> pieces_;
  std::vector<int> last_of_act_, last_pieces_;
};

}  // namespace

Timeline assemble(const Plan& plan, const MarkSet& marks, std::span<const JobTime> jobs,
                  const ClockMap& clock, const LagBounds& bounds) {
  return Assembler(plan, marks, jobs, clock, bounds).run(jobs);
}

void collect_lags(const Timeline& timeline, ObservedLags& lags) {
  for (std::size_t i = 0; i < timeline.at.size(); ++i) {
    const Edge* latest = nullptr;
    Nanoseconds end{INT64_MIN};
    for (const Edge& edge : timeline.graph.after(timeline.graph.activities[i]))
      if (const Nanoseconds until = timeline.at[static_cast<std::size_t>(edge.from)].end;
          until > end) {
        end = until;
        latest = &edge;
      }
    const ActivityIndex before = timeline.at[i].previous;
    if (latest == nullptr ||
        (before >= 0 && timeline.at[static_cast<std::size_t>(before)].end > end))
      continue;
    lags.of_kind[static_cast<std::size_t>(latest->kind)].push_back(
        static_cast<double>((timeline.at[i].begin - end).count()));
  }
}

}  // namespace pontage
