// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/counters.hpp"
#include "libbench/execution.hpp"

namespace pontage {

/// What a replay counted, per job, and over how many jobs. No jobs: it was skipped or failed, and
/// every reading says why.
struct Replayed {
  int jobs = 0;
  std::vector<CounterReading> readings;
};

/// Runs `jobs` untraced jobs of an execution once more with the counters on: after all timing, so
/// that counting disturbs none of it. The jobs follow each other with nothing between them but the
/// call that rouses a team's workers; no answer is looked at meanwhile. Responses are poisoned
/// before, so afterwards every slot holds an answer of this replay. At least one job a slot.
/// Skipped where nothing can be read.
Replayed replay(Execution&, const Plan&, JobId first, int jobs, CounterProvider&);

/// Every reading of the provider absent, for one reason.
Replayed no_replay(const CounterProvider&, const std::string& why_not, const std::string& remedy);

}  // namespace pontage
