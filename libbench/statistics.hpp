// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "libbench/rng.hpp"

namespace pontage {

/// The q-quantile, 0 ≤ q ≤ 1, by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). `values`
/// need not be sorted and must not be empty.
double quantile(std::span<const double> values, double q);
double median(std::span<const double> values);

/// What a set of samples looks like. Quantiles, because times are skewed: a mean is ruled by the stalls.
struct Summary {
  std::size_t count = 0;
  double minimum = 0, p25 = 0, median = 0, p75 = 0, p99 = 0, maximum = 0, mean = 0;
  /// Samples outside [p25 − 3·iqr, p75 + 3·iqr] (Tukey's far-out fences). Counted, never removed.
  std::size_t far_out = 0;
};
Summary summarise(std::span<const double> values);

/// An estimate with its interval. `method` says how the interval came about, in words; a single value has no interval and
/// lower = upper = value with confidence 0.
struct Estimate {
  double value = 0, lower = 0, upper = 0, confidence = 0;
  std::string method;
  int runs = 0;
};

/// Median of run medians with a percentile bootstrap over runs: the process run is the unit of replication, because
/// repetitions inside one process share its page placement and its neighbours (docs/measuring.md).
Estimate estimate_over_runs(std::span<const double> run_medians, double confidence, Seed seed, int resamples = 2000);
/// Ratio of the medians of two independent sets of runs, bootstrapped likewise. Denominators must be above zero.
Estimate estimate_ratio(std::span<const double> numerator_runs, std::span<const double> denominator_runs, double confidence,
                        Seed seed, int resamples = 2000);

}  // namespace pontage
