// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/clock.hpp"
#include "libbench/scenario.hpp"
#include "libbench/timeline.hpp"

namespace pontage {

/// The lags of a device as this run sees them: medians, which price a plan, and 99th percentiles,
/// which bound what a ledger may explain.
struct Lags {
  LagBounds typical, bounds;
  int jobs = 0;
};

/// Runs empty jobs on the device, alone and one at a time (a contended calibration would fold
/// queueing into the lags), with and without copies around them, and with an empty parallel region
/// where it has a team. Some 10 ms. Kinds that the device never shows get the bound of the kind
/// nearest to them.
Result<Lags> calibrate_lags(Device&, const LoweringAxes&, const ClockMap&);

}  // namespace pontage
