// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>

#include "kernels/triple_join/answer.hpp"
#include "kernels/triple_join/closure.hpp"
#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/probed_graph.hpp"
#include "kernels/triple_join/scratch.hpp"
#include "kernels/triple_join/sink.hpp"
#include "kernels/triple_join/triple_join_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::triple_join {

/// The graph among a problem's values.
GraphView graph_of(const Args&);

/// What every variant begins with: the graph, the plan and where the answer goes.
struct Job {
  explicit Job(const Args& args)
      : graph(graph_of(args)),
        answer(args.value<Answer>(kAnswer)),
        rows(args.value<Id>(kRows)),
        scratch(args.value<void>(kScratch), args.size[kScratch]) {}

  GraphView graph;
  Plan plan{};
  Answer* answer;
  Id* rows;
  Scratch scratch;

  /// Writes the answer and leaves it so.
  void answer_with(Status status, std::uint64_t count = 0, RowSum sum = {}) const {
    *answer = {status, plan.columns, count, sum};
  }
};

/// Reads the plan, or parses and plans the text. False when the job is answered already: the text
/// is none, a constant is unknown, or a pattern or filter without variables does not hold. For the
/// null probe and the counting one.
template <class Probe>
bool open_job(const Args&, Job&, Probe&);

/// The sum of the tallies, as an answer.
void answer_from(const Job&, const Tally* tallies, std::size_t count);

/// Runs `attempt(sink, scratch)` with room for more and more different rows until they have room
/// or the scratch has none: what DISTINCT needs is known only afterwards. `attempt` gets its own
/// copy of the scratch, says whether the set was large enough, and answers the job when it was.
template <class Probe, class Attempt>
void with_room_for_rows(Job& job, Probe& probe, Attempt attempt) {
  constexpr std::size_t kFirst = 4096, kGrowth = 16;
  for (std::size_t rows = kFirst;; rows *= kGrowth) {
    Scratch scratch = job.scratch;
    Sink sink(job.plan, job.rows);
    if (job.plan.distinct && !sink.open(probe, scratch, rows)) {
      // Slots are powers of two: the largest set that leaves room for the rest.
      for (rows /= 2; rows >= kFirst / kGrowth; rows /= 2) {
        scratch = job.scratch;
        sink = Sink(job.plan, job.rows);
        if (sink.open(probe, scratch, rows) && attempt(sink, scratch)) return;
      }
      return job.answer_with(Status::over_budget);
    }
    if (attempt(sink, scratch)) return;
    if (!job.plan.distinct) return job.answer_with(Status::over_budget);
  }
}

/// Blocks of work for each lane: small enough that all lanes finish together.
inline constexpr std::size_t kBlocksOfALane = 16;

/// Shares `count` things among `lanes`, each lane in turn taking the next `block` of them.
template <class Body>
void for_lanes(HostTeam& team, std::size_t lanes, std::size_t count, std::size_t block, Body body) {
  std::atomic<std::size_t> next{0};
  team.for_chunks(static_cast<Index>(lanes), 1, [&](Index begin, Index end, int) {
    for (Index lane = begin; lane < end; ++lane)
      body(static_cast<std::size_t>(lane), [&](std::size_t& from, std::size_t& to) {
        from = next.fetch_add(block, std::memory_order_relaxed);
        to = std::min(count, from + block);
        return from < count;
      });
  });
}

}  // namespace pontage::triple_join
