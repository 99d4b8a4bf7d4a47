// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <memory>

#include "kernels/triple_join/collect.hpp"
#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/hash_table.hpp"
#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/join_room.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// A pattern in its place in the row of joins.
struct Stage {
  const PlanPattern* pattern = nullptr;
  std::uint32_t before = 0, after = 0;  ///< variables bound before and after it
  HashTable table;                      ///< not of the first, and not of a path
  bool has_table = false;
};

struct Row {
  const Job* job = nullptr;
  Sink* sink = nullptr;
  std::array<Stage, kMostPatterns> stage;
  std::span<Triple> driving;  ///< the first pattern's triples, where it is no path
  std::size_t driven = 0;     ///< how many, or how many ends
};

/// One worker's way through all joins, one row at a time.
template <class Probe>
class Pipeline {
 public:
  Pipeline(const Row& row, Closure* closures, Tally& tally, Probe& probe)
      : row_(row),
        graph_(row.job->graph, probe),
        plan_(row.job->plan),
        filters_(plan_, row.job->graph.terms, probe),
        closures_(closures),
        tally_(tally) {}

  /// The rows that begin with one of the driving triples, or with the ends of a path.
  bool drive(std::size_t number) {
    const Stage& first = row_.stage[0];
    if (first.pattern->path == Path::once)
      return take(0, graph_.probe().load(&row_.driving[number], site(JoinSite::kept)));
    Triple known = known_terms(*first.pattern, 0, values_);
    if (known.s == kNoTerm && known.o == kNoTerm)
      known.s = graph_.probe().follow(ends_of(graph_, *first.pattern).begin + number,
                                      site(JoinSite::item));
    return each_match(graph_, *first.pattern, known, closures_[0],
                      [&](const Triple& triple) { return take(0, triple); });
  }

 private:
  bool take(std::uint32_t number, const Triple& triple) {
    const Stage& stage = row_.stage[number];
    bind(*stage.pattern, triple, values_);
    if (!filters_.keep_now(stage.before, stage.after, values_)) return true;
    if (number + 1 == plan_.patterns) return row_.sink->take(graph_.probe(), values_, tally_);
    const Stage& next = row_.stage[number + 1];
    const Triple known = known_terms(*next.pattern, next.before, values_);
    const auto go_on = [&](const Triple& match) { return take(number + 1, match); };
    if (next.has_table) return next.table.each(graph_.probe(), known, go_on);
    return each_match(graph_, *next.pattern, known, closures_[number + 1], go_on);
  }

  const Row& row_;
  const ProbedGraph<Probe> graph_;
  const Plan& plan_;
  Filters<Probe> filters_;
  Closure* closures_;
  Tally& tally_;
  Id values_[kMostVariables] = {};
};

template <class Probe>
void build(const ProbedGraph<Probe>& graph, Stage& stage) {
  stage.table.clear(graph.probe());
  Closure none;
  each_match(graph, *stage.pattern, known_terms(*stage.pattern, 0, nullptr), none,
             [&](const Triple& triple) {
               stage.table.add(graph.probe(), triple);
               return true;
             });
}

/// The first pattern's triples, or how many ends its paths begin at.
template <class Probe>
bool open_driver(const ProbedGraph<Probe>& graph, Scratch& scratch, Row& row) {
  const PlanPattern& pattern = *row.stage[0].pattern;
  if (pattern.path != Path::once) {
    const bool is_known = !pattern.at[0].is_variable() || !pattern.at[2].is_variable();
    row.driven = is_known ? 1 : ends_of(graph, pattern).size();
    return true;
  }
  if (!collect(graph, pattern, scratch, row.driving)) return false;
  row.driven = row.driving.size();
  return true;
}

template <class Probe>
bool open_stages(const Job& job, const ProbedGraph<Probe>& graph, Scratch& scratch, Row& row) {
  std::uint32_t bound = 0;
  for (std::uint32_t i = 0; i < job.plan.patterns; ++i) {
    Stage& stage = row.stage[i];
    stage.pattern = &job.plan.pattern[job.plan.pattern_order[i]];
    stage.before = bound;
    bound |= variables_of(*stage.pattern);
    stage.after = bound;
    stage.has_table = i > 0 && stage.pattern->path == Path::once;
    if (stage.has_table && !stage.table.open(scratch, count_constants(graph, *stage.pattern),
                                             known_places(*stage.pattern, stage.before)))
      return false;
  }
  return true;
}

template <class Probe>
bool attempt_hash(HostTeam& team, Job& job, Sink& sink, Scratch scratch, Probe& probe) {
  const ProbedGraph<Probe> graph(job.graph, probe);
  Row row;
  row.job = &job;
  row.sink = &sink;
  Lanes lanes;
  if (!open_stages(job, graph, scratch, row) || !open_driver(graph, scratch, row) ||
      !lanes.open(team, job, scratch))
    return false;
  for_lanes(team, lanes.count, job.plan.patterns, 1, [&](std::size_t, auto next) {
    std::size_t from = 0, to = 0;
    while (next(from, to))
      if (row.stage[from].has_table) build(graph, row.stage[from]);
  });
  const std::size_t block = std::max<std::size_t>(1, row.driven / (lanes.count * kBlocksOfALane));
  for_lanes(team, lanes.count, row.driven, block, [&](std::size_t lane, auto next) {
    Pipeline<Probe> pipeline(row, lanes.closures + lane * kMostPatterns, lanes.tallies[lane],
                             probe);
    std::size_t from = 0, to = 0;
    while (!sink.is_stopped() && next(from, to))
      for (; from < to && pipeline.drive(from); ++from) {
      }
  });
  return lanes.answer(job);
}

template <class Probe>
void hash_over(HostTeam& team, const Args& args, Probe& probe) {
  Job job(args);
  if (!open_job(args, job, probe)) return;
  with_room_for_rows(job, probe, [&](Sink& sink, Scratch scratch) {
    return attempt_hash(team, job, sink, scratch, probe);
  });
}

}  // namespace

void hash(HostTeam& team, const Args& args) {
  NullProbe probe;
  hash_over(team, args, probe);
}
void count_hash(HostTeam& team, const Args& args, CountProbe& probe) {
  hash_over(team, args, probe);
}

}  // namespace pontage::triple_join
