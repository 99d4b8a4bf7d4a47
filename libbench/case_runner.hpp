// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/case.hpp"
#include "libbench/machine.hpp"
#include "libbench/sampler.hpp"

namespace pontage {

/// What all cases of one process share.
struct ProcessContext {
  const Registry& registry;
  const ClockMap& clock;
  const SelfTest& selftest;
  SentinelProbe& sentinel;
  SamplePlan sampling;
  Seed seed = 1;
  CounterProvider* counters = nullptr;  ///< what measured cases are replayed under; null: nothing
};

/// What is known of a case before it ran; its status is `skipped` until somebody says otherwise.
CaseRecord record_of(const Case&, Seed);

/// Runs or prices one case. What cannot run is a record `skipped` with the sentence; a wrong answer
/// is a record `wrong`. Never fails: trouble with one case must not cost the others.
CaseRecord run_case(const Case&, const ProcessContext&);

}  // namespace pontage
