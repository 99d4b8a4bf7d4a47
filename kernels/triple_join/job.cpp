// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/job.hpp"

#include <cstring>

#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/parse_sparql.hpp"
#include "kernels/triple_join/pattern_shape.hpp"

namespace pontage::triple_join {
namespace {

/// What asks for no variable is settled first.
template <class Probe>
bool holds_ground(Job& job, Probe& probe) {
  const ProbedGraph<Probe> graph(job.graph, probe);
  const Plan& plan = job.plan;
  const Filters<Probe> filters(plan, job.graph.terms, probe);
  for (std::uint32_t i = 0; i < plan.filters; ++i)
    if (plan.filter[i].variables == 0 && !filters.keeps(i, nullptr)) return false;
  for (std::uint32_t i = 0; i < plan.patterns; ++i) {
    const PlanPattern& pattern = plan.pattern[i];
    if (variables_of(pattern) != 0) continue;
    const Id s = pattern.at[0].id, p = pattern.at[1].id, o = pattern.at[2].id;
    if (pattern.path == Path::once) {
      if (!graph.has(s, p, o)) return false;
      continue;
    }
    Scratch scratch = job.scratch;
    Closure closure;
    if (!closure.open(scratch, job.graph.terms.terms())) {
      job.answer_with(Status::over_budget);
      return false;
    }
    closure.reach(graph, pattern, s, true);
    if (!closure.has(probe, o)) return false;
  }
  return true;
}

}  // namespace

GraphView graph_of(const Args& args) {
  const auto& sizes = *args.value<const GraphSizes>(kSizes);
  GraphView graph;
  for (std::size_t i = 0; i < kOrders; ++i)
    graph.tries[i] = trie_at(args.value<const std::uint32_t>(kSpo + i), sizes.tries[i]);
  const Id* nodes = args.value<const Id>(kNodes);
  graph.nodes = {nodes, nodes + sizes.nodes};
  graph.terms.offsets = {args.value<const std::uint64_t>(kOffsets), sizes.terms + 1};
  graph.terms.text = {args.value<const char>(kText), sizes.text};
  graph.terms.slots = {args.value<const Id>(kSlots), sizes.slots};
  graph.terms.numbers = {args.value<const double>(kNumbers), sizes.terms};
  graph.triples = sizes.triples;
  return graph;
}

template <class Probe>
bool open_job(const Args& args, Job& job, Probe& probe) {
  if (args.shape_as<TripleJoinShape>().ask == "plan") {
    tell(probe, {.loads = sizeof job.plan / 8, .bytes = 8});
    std::memcpy(&job.plan, args.value<void>(kQuery), sizeof job.plan);
  } else {
    const auto length = static_cast<std::size_t>(args.size[kQuery].count());
    tell(probe, {.loads = length, .bytes = 1});
    const auto query = parse_sparql({args.value<const char>(kQuery), length});
    if (!query || !make_plan(*query, ProbedGraph<Probe>(job.graph, probe), job.plan)) {
      job.answer_with(Status::unreadable);
      return false;
    }
  }
  job.answer_with(Status::complete);
  if (job.plan.is_empty || !holds_ground(job, probe)) return false;
  if (job.plan.has_limit && job.plan.limit == 0) return false;
  if (job.plan.ordered > 0) return true;
  // One solution, and no variable in it.
  job.answer_with(Status::complete, 1, job.plan.is_count ? RowSum{} : hash_row(nullptr, 0));
  return false;
}

template bool open_job(const Args&, Job&, NullProbe&);
template bool open_job(const Args&, Job&, CountProbe&);

void answer_from(const Job& job, const Tally* tallies, std::size_t count) {
  std::uint64_t rows = 0;
  RowSum sum;
  for (std::size_t i = 0; i < count; ++i) {
    rows += tallies[i].rows;
    sum += tallies[i].sum;
  }
  job.answer_with(Status::complete, rows, sum);
}

}  // namespace pontage::triple_join
