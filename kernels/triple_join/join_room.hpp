// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/match.hpp"

namespace pontage::triple_join {

/// What workers have of their own in a row of joins: as many of them as the scratch has room for.
struct Lanes {
  std::size_t count = 0;
  Tally* tallies = nullptr;
  Closure* closures = nullptr;  ///< [lane][place in pattern_order]

  bool open(HostTeam& team, const Job& job, Scratch& scratch) {
    const auto workers = static_cast<std::size_t>(team.workers());
    tallies = scratch.take<Tally>(workers);
    closures = scratch.take<Closure>(workers * kMostPatterns);
    if (tallies == nullptr || closures == nullptr) return false;
    for (; count < workers; ++count) {
      std::construct_at(tallies + count);
      if (!open_closures(job, scratch, closures + count * kMostPatterns)) break;
    }
    return count > 0;
  }

  /// False when one of them ran out of room.
  bool answer(const Job& job) const {
    for (std::size_t lane = 0; lane < count; ++lane)
      if (tallies[lane].over_budget) return false;
    answer_from(job, tallies, count);
    return true;
  }

 private:
  static bool open_closures(const Job& job, Scratch& scratch, Closure* own) {
    for (std::uint32_t i = 0; i < kMostPatterns; ++i) {
      std::construct_at(own + i);
      const bool is_path =
          i < job.plan.patterns && job.plan.pattern[job.plan.pattern_order[i]].path != Path::once;
      if (is_path && !own[i].open(scratch, job.graph.terms.terms())) return false;
    }
    return true;
  }
};

}  // namespace pontage::triple_join
