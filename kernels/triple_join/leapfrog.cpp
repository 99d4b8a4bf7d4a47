// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <new>

#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/leapfrog_split.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"
#include "libbench/serial_team.hpp"

namespace pontage::triple_join {
namespace {

/// Blocks for each lane: small enough that all finish together.

template <class Probe>
bool attempt_leapfrog(HostTeam& team, Job& job, const Levels& levels, Sink& sink, Scratch scratch,
                      Probe& probe) {
  const std::size_t terms = job.graph.terms.terms();
  const auto workers = static_cast<std::size_t>(team.workers());
  auto* tallies = scratch.take<Tally>(workers);
  auto* closures = scratch.take<Closure>(workers * levels.closures);
  if (tallies == nullptr || closures == nullptr) return false;
  std::size_t lanes = 0;
  for (; lanes < workers; ++lanes) {
    Scratch before = scratch;
    bool has_room = true;
    for (std::size_t i = 0; i < levels.closures; ++i)
      has_room = std::construct_at(closures + lanes * levels.closures + i)->open(scratch, terms) &&
                 has_room;
    if (!has_room) break;
    (void)before;
    std::construct_at(tallies + lanes);
  }
  if (lanes == 0) return false;
  const Leapfrog all{&job.graph, &job.plan, &levels, &sink};
  const std::size_t blocks = lanes == 1 ? 1 : lanes * kBlocksOfALane;
  LeapfrogSplit split;
  Search<Probe> first(all, probe, closures, tallies[0]);
  split.make(first, levels.count, blocks, scratch);
  const std::size_t block = std::max<std::size_t>(1, split.total() / blocks);
  for_lanes(team, lanes, split.total(), block, [&](std::size_t lane, auto next) {
    Search<Probe> search(all, probe, closures + lane * levels.closures, tallies[lane]);
    std::size_t from = 0, to = 0;
    while (!sink.is_stopped() && next(from, to)) split.run(search, from, to);
  });
  for (std::size_t lane = 0; lane < lanes; ++lane)
    if (tallies[lane].over_budget) return false;
  answer_from(job, tallies, lanes);
  return true;
}

template <class Probe>
void leapfrog_over(HostTeam& team, const Args& args, Probe& probe) {
  Job job(args);
  if (!open_job(args, job, probe)) return;
  Levels levels;
  make_levels(job.plan, levels);
  with_room_for_rows(job, probe, [&](Sink& sink, Scratch scratch) {
    return attempt_leapfrog(team, job, levels, sink, scratch, probe);
  });
}

}  // namespace

void leapfrog(HostTeam& team, const Args& args) {
  NullProbe probe;
  leapfrog_over(team, args, probe);
}
void leapfrog_serial(const Args& args) {
  SerialTeam team;
  leapfrog(team, args);
}
void count_leapfrog(HostTeam& team, const Args& args, CountProbe& probe) {
  leapfrog_over(team, args, probe);
}

}  // namespace pontage::triple_join
