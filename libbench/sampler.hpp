// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "libbench/calibration.hpp"
#include "libbench/execution.hpp"
#include "libbench/record.hpp"
#include "libbench/stopping_rule.hpp"

namespace pontage {

/// The axes that the sampler reads.
std::span<const AxisSpec> sampling_axis_specs();

/// How one case is measured inside one process.
struct SamplePlan {
  std::string rule = "stable-median";
  StoppingLimits limits;
  Nanoseconds warm_up = 50_ms;
  Nanoseconds repetition = 10_ms;  ///< about how long one repetition lasts
  Nanoseconds replay = 200_ms;     ///< about how long jobs run under counters after all timing
  bool is_cache_cold = false;      ///< sweep the caches before every job, outside its window
  bool keeps_pictures = false;     ///< of the answer that was judged
  const std::atomic<bool>* interrupt =
      nullptr;  ///< when it becomes true, stop after the current repetition
};

/// What is sampled: a plan with its code, all outliving the call.
struct SampleInput {
  const Plan& plan;
  const Placement& placement;
  std::vector<StageCode> code;
  int judged_stage = 0;  ///< whose responses are the answer
  const ClockMap& clock;
  const Lags& lags;
  double span_ns = 0;  ///< cost of a span by this run's self-test
  const PlantedDelays* delays = nullptr;
  CounterProvider* counters = nullptr;  ///< null: nobody asks for counters
};

/// One process run of one case, with the verdict of its answer.
struct Sampled {
  Status status = Status::right;
  std::string reason;
  std::string digest;
  int repetitions_judged = 0;
  std::vector<Picture> pictures;  ///< none unless the plan keeps them
  RunRecord run;
};

/// Sets up, judges the first job in full, warms up on the identical path, then alternates untraced
/// and traced repetitions until the rule is satisfied, comparing the canonical output of every job
/// with the judged one. Then, with every figure taken, replays jobs under the
/// counters, if any can be read. A wrong answer ends it at once. Everything that cannot run is an
/// error with a sentence.
Result<Sampled> sample(const SampleInput&, const SamplePlan&, SentinelProbe&);

/// Fills what a record says about ledgers from timelines: means, the job at p50 and p99, busy time
/// per job, what-ifs.
void fill_ledgers(RunRecord&, std::vector<Timeline> traced);

}  // namespace pontage
