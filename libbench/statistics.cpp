// SPDX-License-Identifier: Apache-2.0
#include "libbench/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>

#include "libbench/check.hpp"

namespace pontage {
namespace {

constexpr int kFewestForRatioBootstrap = 5;

double quantile_of_sorted(std::span<const double> sorted, double q) {
  const double place = static_cast<double>(sorted.size() - 1) * q;
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

/// The median, by reordering `values` in place: what the bootstrap's inner loop can afford.
double take_median(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double resampled_median(std::span<const double> from, std::span<double> scratch, Rng& rng) {
  for (double& value : scratch) value = from[rng.below(from.size())];
  return take_median(scratch);
}

/// Exact coverage of [min, max] for the median of `n` samples of any continuous distribution.
double coverage_of_range(std::size_t n) { return 1 - std::ldexp(1.0, 1 - static_cast<int>(n)); }

/// Exact coverage of [min a / max b, max a / min b] for the factor between two sets that differ by
/// it only: it misses when all of one side lie beyond all of the other, 2 of C(n+m, n) orders.
double coverage_of_ratio_range(std::size_t n, std::size_t m) {
  double orders = 1;
  for (std::size_t i = 1; i <= n; ++i)
    orders *= static_cast<double>(m + i) / static_cast<double>(i);
  return 1 - 2 / orders;
}

std::string few_runs_text(std::size_t runs, const char* range, double coverage, double asked) {
  char text[160];
  std::snprintf(text, sizeof text,
                "%s of %zu runs, which covers %.1f %%: too few runs for a bootstrap at %.0f %%",
                range, runs, 100 * coverage, 100 * asked);
  return text;
}

std::string bootstrap_text(const std::string& runs, int resamples, Seed seed) {
  return "percentile bootstrap over " + runs + " runs, " + std::to_string(resamples) +
         " resamples, seed " + std::to_string(seed);
}

void set_percentiles(Estimate& estimate, std::vector<double>& resampled, double confidence) {
  std::sort(resampled.begin(), resampled.end());
  estimate.lower = quantile_of_sorted(resampled, (1 - confidence) / 2);
  estimate.upper = quantile_of_sorted(resampled, (1 + confidence) / 2);
  estimate.confidence = confidence;
}

void check_arguments(double confidence, int resamples) {
  PONTAGE_CHECK(confidence > 0 && confidence < 1, confidence);
  PONTAGE_CHECK(resamples > 0, resamples);
}

}  // namespace

double quantile(std::span<const double> values, double q) {
  PONTAGE_CHECK(!values.empty());
  PONTAGE_CHECK(q >= 0 && q <= 1, q);
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return quantile_of_sorted(sorted, q);
}

double median(std::span<const double> values) { return quantile(values, 0.5); }

Summary summarise(std::span<const double> values) {
  Summary summary;
  if (values.empty()) return summary;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  summary.count = sorted.size();
  summary.minimum = sorted.front();
  summary.p25 = quantile_of_sorted(sorted, 0.25);
  summary.median = quantile_of_sorted(sorted, 0.5);
  summary.p75 = quantile_of_sorted(sorted, 0.75);
  summary.p99 = quantile_of_sorted(sorted, 0.99);
  summary.maximum = sorted.back();
  summary.mean =
      std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size());
  const double fence = 3 * (summary.p75 - summary.p25);
  const auto inside_from = std::lower_bound(sorted.begin(), sorted.end(), summary.p25 - fence);
  const auto inside_to = std::upper_bound(sorted.begin(), sorted.end(), summary.p75 + fence);
  summary.far_out = sorted.size() - static_cast<std::size_t>(inside_to - inside_from);
  return summary;
}

int median_interval_rank(std::size_t count, double confidence) {
  PONTAGE_CHECK(confidence > 0 && confidence < 1, confidence);
  const auto n = static_cast<double>(count);
  if (count > 1000) {
    // Quantile of the normal by bisection of its distribution: no table, and every confidence
    // works.
    double low = 0, high = 10;
    for (int i = 0; i < 60; ++i)
      (std::erf((low + high) / 2 / std::sqrt(2.0)) < confidence ? low : high) = (low + high) / 2;
    return static_cast<int>((n - low * std::sqrt(n)) / 2);
  }
  double probability = std::ldexp(1.0, -static_cast<int>(count)), tail = probability;
  int rank = 0;
  while (2 * tail <= 1 - confidence) {
    probability *= (n - rank) / (rank + 1);
    tail += probability;
    ++rank;
  }
  return rank;
}

Estimate estimate_over_runs(std::span<const double> run_medians, double confidence, Seed seed,
                            int resamples) {
  check_arguments(confidence, resamples);
  const std::size_t n = run_medians.size();
  if (n == 0) return Estimate{0, 0, 0, 0, "no run", 0};
  Estimate estimate{median(run_medians), 0, 0, 0, {}, static_cast<int>(n)};
  if (coverage_of_range(n) < confidence) {
    const auto [least, most] = std::minmax_element(run_medians.begin(), run_medians.end());
    estimate.lower = *least;
    estimate.upper = *most;
    estimate.confidence = coverage_of_range(n);
    estimate.method = n == 1 ? "one run: no interval"
                             : few_runs_text(n, "[min, max]", estimate.confidence, confidence);
    return estimate;
  }
  Rng rng(seed);
  std::vector<double> scratch(n), resampled(static_cast<std::size_t>(resamples));
  for (double& value : resampled) value = resampled_median(run_medians, scratch, rng);
  set_percentiles(estimate, resampled, confidence);
  estimate.method = bootstrap_text(std::to_string(n), resamples, seed);
  return estimate;
}

Estimate estimate_ratio(std::span<const double> numerator_runs,
                        std::span<const double> denominator_runs, double confidence, Seed seed,
                        int resamples) {
  check_arguments(confidence, resamples);
  const std::size_t n = numerator_runs.size(), m = denominator_runs.size();
  const int fewer = static_cast<int>(std::min(n, m));
  if (fewer == 0) return Estimate{0, 0, 0, 0, "no run on one side", 0};
  const auto [a_least, a_most] = std::minmax_element(numerator_runs.begin(), numerator_runs.end());
  const auto [b_least, b_most] =
      std::minmax_element(denominator_runs.begin(), denominator_runs.end());
  PONTAGE_CHECK(*b_least > 0, *b_least);
  Estimate estimate{median(numerator_runs) / median(denominator_runs), 0, 0, 0, {}, fewer};
  const double attained = coverage_of_ratio_range(n, m);
  if (fewer < kFewestForRatioBootstrap || attained < confidence) {
    estimate.lower = *a_least / *b_most;
    estimate.upper = *a_most / *b_least;
    estimate.confidence = attained;
    estimate.method =
        n == 1 && m == 1
            ? "one run a side: no interval"
            : few_runs_text(n, ("[min/max, max/min] against " + std::to_string(m)).c_str(),
                            attained, confidence);
    return estimate;
  }
  Rng rng(seed);
  std::vector<double> a(n), b(m), resampled(static_cast<std::size_t>(resamples));
  for (double& value : resampled) {
    value = resampled_median(numerator_runs, a, rng);
    value /= resampled_median(denominator_runs, b, rng);
  }
  set_percentiles(estimate, resampled, confidence);
  estimate.method =
      bootstrap_text(std::to_string(n) + " and " + std::to_string(m), resamples, seed);
  return estimate;
}

}  // namespace pontage
