// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "kernels/triple_join/collect.hpp"
#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/join_room.hpp"
#include "kernels/triple_join/relation.hpp"

namespace pontage::triple_join {

/// One join: left rows with the triples of a pattern, or with what its path reaches.
struct JoinStep {
  const PlanPattern* pattern = nullptr;
  std::uint32_t number = 0;  ///< in pattern_order
  std::uint32_t before = 0, after = 0;
  Relation* left = nullptr;
  std::span<Triple> right;  ///< empty for a path
  JoinKey key;
};

/// Joins of two sides in a row, what lies between them kept in scratch. A `Method<Probe>` makes the
/// sides ready and joins them:
///   bool prepare(row, scratch, step)    false: no room; it sets the left rows' order
///   void each(probe, step, from, to, read, take)    for the left rows [from, to) in that order
///                                       `read(row)`, then `take(triple)` for each that has its
///                                       key; stops when that says false
template <class Probe, class Method>
class JoinsInARow {
 public:
  JoinsInARow(HostTeam& team, Job& job, Sink& sink, Probe& probe)
      : team_(team), job_(job), sink_(sink), graph_(job.graph, probe) {}

  /// False when the scratch has no room.
  bool run(Scratch scratch) {
    if (!lanes_.open(team_, job_, scratch)) return false;
    // What the first pattern is joined with: one row of nothing.
    std::array<Relation, 2> kept;
    kept[0].rows = 1;
    std::uint32_t bound = 0;
    for (std::uint32_t i = 0; i < job_.plan.patterns; ++i) {
      JoinStep step;
      step.left = &kept[i % 2];
      step.pattern = &job_.plan.pattern[job_.plan.pattern_order[i]];
      step.number = i;
      step.before = bound;
      step.after = bound |= variables_of(*step.pattern);
      step.key = join_key(*step.left, *step.pattern);
      if (step.pattern->path == Path::once && !collect(graph_, *step.pattern, scratch, step.right))
        return false;
      if (!method_.prepare(*this, scratch, step)) return false;
      if (i + 1 == job_.plan.patterns)
        give_rows(step);
      else if (!keep_rows(step, scratch, kept[(i + 1) % 2]))
        return false;
    }
    return lanes_.answer(job_);
  }

  HostTeam& team() const { return team_; }
  std::size_t lanes() const { return lanes_.count; }
  Probe& probe() const { return graph_.probe(); }

 private:
  /// Calls `f(values)` for every row that the left rows [from, to) make; stops when it says false.
  template <class F>
  void each_joined(const JoinStep& step, std::size_t from, std::size_t to, std::size_t lane, F f) {
    const Filters<Probe> filters(job_.plan, job_.graph.terms, probe());
    Id values[kMostVariables] = {};
    const auto read = [&](const Id* row) { step.left->read(probe(), row, values); };
    const auto take = [&](const Triple& triple) {
      bind(*step.pattern, triple, values);
      return !filters.keep_now(step.before, step.after, values) || f(values);
    };
    if (step.pattern->path == Path::once) {
      method_.each(probe(), step, from, to, read, take);
      return;
    }
    Closure& closure = lanes_.closures[lane * kMostPatterns + step.number];
    for (std::size_t place = from; place < to; ++place) {
      read(step.left->row(probe(), place));
      const Triple known = known_terms(*step.pattern, step.before, values);
      if (!each_match(graph_, *step.pattern, known, closure, take)) return;
    }
  }

  /// The rows of a step, kept: blocks are counted, then written behind each other.
  bool keep_rows(const JoinStep& step, Scratch& scratch, Relation& out) {
    const std::size_t blocks = lanes_.count == 1 ? 1 : lanes_.count * kBlocksOfALane,
                      rows = step.left->rows, block = (rows + blocks - 1) / blocks;
    auto* ends = scratch.take<std::size_t>(blocks);
    if (ends == nullptr) return false;
    const auto each_block = [&](auto visit) {
      for_lanes(team_, lanes_.count, blocks, 1, [&](std::size_t lane, auto next) {
        std::size_t from = 0, to = 0;
        while (next(from, to))
          each_joined(step, std::min(rows, from * block), std::min(rows, to * block), lane,
                      visit(from));
      });
    };
    each_block([&](std::size_t number) {
      ends[number] = 0;
      return [count = ends + number](const Id*) {
        ++*count;
        return true;
      };
    });
    std::inclusive_scan(ends, ends + blocks, ends);
    out.variables = step.after;
    out.rows = ends[blocks - 1];
    out.at = scratch.take<Id>(out.rows * out.width());
    if (out.at == nullptr || out.rows >= kNoTerm) return false;
    each_block([&](std::size_t number) {
      Id* to = out.at + (number == 0 ? 0 : ends[number - 1]) * out.width();
      return [to, &out, this](const Id* values) mutable {
        out.write(probe(), to, values);
        to += out.width();
        return true;
      };
    });
    return true;
  }

  /// The rows of the last step go to the sink.
  void give_rows(const JoinStep& step) {
    const std::size_t rows = step.left->rows;
    const std::size_t block = std::max<std::size_t>(1, rows / (lanes_.count * kBlocksOfALane));
    for_lanes(team_, lanes_.count, rows, block, [&](std::size_t lane, auto next) {
      std::size_t from = 0, to = 0;
      while (!sink_.is_stopped() && next(from, to))
        each_joined(step, from, to, lane, [&](const Id* values) {
          return sink_.take(probe(), values, lanes_.tallies[lane]);
        });
    });
  }

  HostTeam& team_;
  Job& job_;
  Sink& sink_;
  const ProbedGraph<Probe> graph_;
  Lanes lanes_;
  Method method_;
};

/// The whole of such a variant.
template <class Method, class Probe>
void join_in_a_row(HostTeam& team, const Args& args, Probe& probe) {
  Job job(args);
  if (!open_job(args, job, probe)) return;
  with_room_for_rows(job, probe, [&](Sink& sink, Scratch scratch) {
    return JoinsInARow<Probe, Method>(team, job, sink, probe).run(scratch);
  });
}

}  // namespace pontage::triple_join
