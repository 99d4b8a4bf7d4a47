// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libbench/record.hpp"

namespace pontage {

/// One measure of a case: how it is called and how it follows from one process run. `of_run` is
/// empty where the run has no such value (no samples, no steps).
struct MeasureSpec {
  const char* name;
  bool less_is_better;
  std::string (*unit)(const CaseRecord&);
  std::optional<double> (*of_run)(const CaseRecord&, const RunRecord&);
};

/// real_time         the untraced job, end to end: its median, ns.
/// time_per_step     the compute leaves alone: their median ÷ steps, in "ns per <step>". Crossings,
/// launches and waits are not in
///                   it. A priced case has one job and no samples of compute; there the compute
///                   leaves of its ledger count.
/// steps_per_second  end to end: steps ÷ real_time, in "<step>s per second".
std::span<const MeasureSpec> measure_specs();

/// The estimates over the case's process runs, real_time first; none unless the answer was right.
std::vector<Measure> measures_of(const CaseRecord&);

/// The measure of that name, or null.
const Measure* find_measure(const CaseRecord&, std::string_view name);

}  // namespace pontage
