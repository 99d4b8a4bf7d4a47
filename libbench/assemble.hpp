// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "libbench/execution.hpp"
#include "libbench/plan.hpp"
#include "libbench/timeline.hpp"
#include "libbench/track.hpp"

namespace pontage {

/// Joins the marks of a run with the edges of its plan. A host step with parallel regions becomes a
/// chain: the caller's own part, every worker's part (fork lag before it), the caller again
/// (barrier lag after the last arrival). A wait is transparent: it becomes the stretch from the
/// device's end to the host's resume. Lags are cut at `bounds`; what they do not explain becomes a
/// gap. Marks of jobs outside `jobs` and of acts beyond the plan's are ignored.
Timeline assemble(const Plan&, const MarkSet&, std::span<const JobTime> jobs, const ClockMap&,
                  const LagBounds& bounds);

/// The lags seen in a timeline's binding edges, by kind: what LagBounds are calibrated from. Only
/// edges that decided when their activity started are counted, with the whole of the observed
/// slack.
struct ObservedLags {
  std::vector<double> of_kind[kLagKinds];
};
void collect_lags(const Timeline&, ObservedLags&);

}  // namespace pontage
