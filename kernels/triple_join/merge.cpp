// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/hash_table.hpp"
#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/join_room.hpp"
#include "kernels/triple_join/relation.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// Everything one run of the joins needs.
template <class Probe>
struct Merging {
  HostTeam* team;
  Job* job;
  Sink* sink;
  ProbedGraph<Probe> graph;
  Lanes lanes;
};

/// One join: left rows with the triples of a pattern, or with what its path reaches.
struct Step {
  const PlanPattern* pattern = nullptr;
  std::uint32_t number = 0;  ///< in pattern_order
  std::uint32_t before = 0, after = 0;
  const Relation* left = nullptr;
  std::span<const Triple> right;  ///< in the key's order; empty for a path
  JoinKey key;
};

/// Whether the filters that are due after this step keep the row.
template <class Probe>
bool keeps(const Plan& plan, const Filters<Probe>& filters, const Step& step, const Id* values) {
  for (std::uint32_t i = 0; i < plan.filters; ++i) {
    const std::uint32_t asks = plan.filter[i].variables;
    const bool is_due = (asks & ~step.after) == 0 && (asks & ~step.before) != 0;
    if (is_due && !filters.keeps(i, values)) return false;
  }
  return true;
}

/// Calls `f(values)` for every row that the left rows [from, to) make; stops when it says false.
template <class Probe, class F>
void each_joined(const Merging<Probe>& m, const Step& step, std::size_t from, std::size_t to,
                 Closure& closure, F f) {
  const Plan& plan = m.job->plan;
  Probe& probe = m.graph.probe();
  const Filters<Probe> filters(plan, m.job->graph.terms, probe);
  Id values[kMostVariables] = {};
  const auto take = [&](const Triple& triple) {
    bind(*step.pattern, triple, values);
    return !keeps(plan, filters, step, values) || f(values);
  };
  const Triple* begin = step.right.data();
  const Triple* const end = begin + step.right.size();
  const auto loaded = [&](const Triple* at) { return probe.load(at, site(JoinSite::kept)); };
  for (std::size_t place = from; place < to; ++place) {
    const Id* row = step.left->row(probe, place);
    step.left->read(probe, row, values);
    if (step.pattern->path != Path::once) {
      const Triple known = known_terms(*step.pattern, step.before, values);
      if (!each_match(m.graph, *step.pattern, known, closure, take)) return;
      continue;
    }
    if (place == from) begin = step.key.lower_bound(probe, step.right, row);
    while (begin != end && step.key.compare(row, loaded(begin)) > 0) ++begin;
    // `begin` stays: the next row may have the same key.
    for (const Triple* at = begin; at != end; ++at) {
      const Triple triple = loaded(at);
      if (step.key.compare(row, triple) != 0) break;
      if (!take(triple)) return;
    }
  }
}

/// The left rows are put in the key's order, if they are not in it.
template <class Probe>
bool put_in_order(Probe& probe, Scratch& scratch, Relation& left, const JoinKey& key) {
  left.order = scratch.take<std::uint32_t>(left.rows);
  if (left.order == nullptr) return false;
  std::iota(left.order, left.order + left.rows, 0U);
  const auto is_less = [&](std::uint32_t a, std::uint32_t b) {
    return key.is_less(left.at + a * left.width(), left.at + b * left.width());
  };
  // To compare is to read two rows' keys by way of the order.
  const std::size_t words = 2 * (1 + key.parts);
  tell(probe, {.loads = left.rows * words, .stores = left.rows});
  if (std::is_sorted(left.order, left.order + left.rows, is_less)) return true;
  Accesses sort = accesses_of_sort(left.rows, sizeof(Id));
  sort.loads *= words;
  tell(probe, sort);
  std::sort(left.order, left.order + left.rows, is_less);
  return true;
}

/// The pattern's triples in the key's order; nothing when there is no room.
template <class Probe>
bool collect_right(const ProbedGraph<Probe>& graph, Scratch& scratch, Step& step) {
  if (step.pattern->path != Path::once) return true;
  auto* triples = scratch.take<Triple>(count_constants(graph, *step.pattern));
  if (triples == nullptr) return false;
  std::size_t count = 0;
  Closure none;
  each_match(graph, *step.pattern, known_terms(*step.pattern, 0, nullptr), none,
             [&](const Triple& triple) {
               graph.probe().store(triples + count++, triple, site(JoinSite::kept));
               return true;
             });
  const auto is_less = [&](const Triple& a, const Triple& b) { return step.key.is_less(a, b); };
  tell(graph.probe(), {.loads = count, .bytes = sizeof(Triple)});
  if (!std::is_sorted(triples, triples + count, is_less)) {
    tell(graph.probe(), accesses_of_sort(count, sizeof(Triple)));
    std::sort(triples, triples + count, is_less);
  }
  step.right = {triples, count};
  return true;
}

/// The rows of a step, kept: blocks are counted, then written behind each other.
template <class Probe>
bool keep_rows(Merging<Probe>& m, const Step& step, Scratch& scratch, Relation& out) {
  constexpr std::size_t kBlocks = 16;
  const std::size_t blocks = m.lanes.count == 1 ? 1 : m.lanes.count * kBlocks;
  const std::size_t block = (step.left->rows + blocks - 1) / blocks;
  auto* ends = scratch.take<std::size_t>(blocks);
  if (ends == nullptr) return false;
  const auto each_block = [&](auto visit) {
    for_lanes(*m.team, m.lanes.count, blocks, 1, [&](std::size_t lane, auto next) {
      Closure& closure = m.lanes.closures[lane * kMostPatterns + step.number];
      std::size_t from = 0, to = 0;
      while (next(from, to))
        each_joined(m, step, std::min(step.left->rows, from * block),
                    std::min(step.left->rows, to * block), closure, visit(from));
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
    return [to, &out, &m](const Id* values) mutable {
      out.write(m.graph.probe(), to, values);
      to += out.width();
      return true;
    };
  });
  return true;
}

/// The rows of the last step go to the sink.
template <class Probe>
void give_rows(Merging<Probe>& m, const Step& step) {
  const std::size_t block = std::max<std::size_t>(1, step.left->rows / (m.lanes.count * 16));
  for_lanes(*m.team, m.lanes.count, step.left->rows, block, [&](std::size_t lane, auto next) {
    Closure& closure = m.lanes.closures[lane * kMostPatterns + step.number];
    std::size_t from = 0, to = 0;
    while (!m.sink->is_stopped() && next(from, to))
      each_joined(m, step, from, to, closure, [&](const Id* values) {
        return m.sink->take(m.graph.probe(), values, m.lanes.tallies[lane]);
      });
  });
}

template <class Probe>
bool attempt_merge(HostTeam& team, Job& job, Sink& sink, Scratch scratch, Probe& probe) {
  Merging<Probe> m{&team, &job, &sink, {job.graph, probe}, {}};
  if (!m.lanes.open(team, job, scratch)) return false;
  // What the first pattern is joined with: one row of nothing.
  std::array<Relation, 2> kept;
  kept[0].rows = 1;
  std::uint32_t bound = 0;
  for (std::uint32_t i = 0; i < job.plan.patterns; ++i) {
    Relation& left = kept[i % 2];
    Step step;
    step.pattern = &job.plan.pattern[job.plan.pattern_order[i]];
    step.number = i;
    step.before = bound;
    step.after = bound |= variables_of(*step.pattern);
    step.left = &left;
    step.key = join_key(left, *step.pattern);
    if (!put_in_order(probe, scratch, left, step.key) || !collect_right(m.graph, scratch, step))
      return false;
    if (i + 1 == job.plan.patterns)
      give_rows(m, step);
    else if (!keep_rows(m, step, scratch, kept[(i + 1) % 2]))
      return false;
  }
  return m.lanes.answer(job);
}

template <class Probe>
void merge_over(HostTeam& team, const Args& args, Probe& probe) {
  Job job(args);
  if (!open_job(args, job, probe)) return;
  with_room_for_rows(job, probe, [&](Sink& sink, Scratch scratch) {
    return attempt_merge(team, job, sink, scratch, probe);
  });
}

}  // namespace

void merge(HostTeam& team, const Args& args) {
  NullProbe probe;
  merge_over(team, args, probe);
}
void count_merge(HostTeam& team, const Args& args, CountProbe& probe) {
  merge_over(team, args, probe);
}

}  // namespace pontage::triple_join
