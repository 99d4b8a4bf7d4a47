// SPDX-License-Identifier: Apache-2.0
#include "libbench/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace pontage {
namespace {

constexpr Seed kSeed = 20240611;

std::vector<double> lognormal_runs(int runs, Rng& rng) {
  std::vector<double> values;
  for (int i = 0; i < runs; ++i) {
    const double radius = std::sqrt(-2 * std::log(1 - rng.unit()));
    values.push_back(std::exp(0.1 * radius * std::cos(2 * std::numbers::pi * rng.unit())));
  }
  return values;
}

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  const std::array values{40.0, 10.0, 30.0, 20.0};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 10);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 40);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 25);
  EXPECT_DOUBLE_EQ(quantile(values, 0.25), 17.5);  // place 0.75: 10 + 0.75·10
  EXPECT_DOUBLE_EQ(quantile(values, 0.9), 37);     // place 2.7: 30 + 0.7·10
  EXPECT_DOUBLE_EQ(median(std::array{7.0}), 7);
  EXPECT_DOUBLE_EQ(median(std::array{3.0, 1.0, 2.0}), 2);
}

TEST(Summary, KnowsEveryFigureOfAHandMadeSet) {
  // Sorted: 1 2 3 4 5 6 7 8 100. Quartiles at places 2 and 6: 3 and 7, fences −9 and 19.
  const std::array values{8.0, 100.0, 1.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0};
  const Summary s = summarise(values);
  EXPECT_EQ(s.count, 9U);
  EXPECT_DOUBLE_EQ(s.minimum, 1);
  EXPECT_DOUBLE_EQ(s.p25, 3);
  EXPECT_DOUBLE_EQ(s.median, 5);
  EXPECT_DOUBLE_EQ(s.p75, 7);
  EXPECT_DOUBLE_EQ(s.p99, 8 + 0.92 * 92);  // place 7.92
  EXPECT_DOUBLE_EQ(s.maximum, 100);
  EXPECT_DOUBLE_EQ(s.mean, 136.0 / 9);
  EXPECT_EQ(s.far_out, 1U);
}

TEST(Summary, CountsValuesOnAFenceAsInside) {
  EXPECT_EQ(summarise(std::array{5.0, 5.0, 5.0, 5.0}).far_out, 0U);
  EXPECT_EQ(summarise(std::array{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 19.0}).far_out, 0U);
  EXPECT_EQ(summarise(std::array{-9.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 19.0}).far_out, 1U);
}

TEST(Summary, OfNothingIsEmpty) { EXPECT_EQ(summarise({}).count, 0U); }

TEST(MedianInterval, MatchesTheBinomialTable) {
  // Tables of the sign test (for instance Conover 1999, A3): ranks of the 95 % interval of the
  // median.
  const std::array<std::array<int, 2>, 9> table{
      {{5, 0}, {6, 1}, {8, 1}, {9, 2}, {10, 2}, {15, 4}, {20, 6}, {25, 8}, {30, 10}}};
  for (const auto& [count, rank] : table)
    EXPECT_EQ(median_interval_rank(static_cast<std::size_t>(count), 0.95), rank) << count;
  EXPECT_EQ(median_interval_rank(0, 0.95), 0);
}

TEST(MedianInterval, PassesSmoothlyToTheNormalApproximation) {
  int previous = median_interval_rank(990, 0.95);
  for (std::size_t n = 991; n <= 1020; ++n) {
    const int rank = median_interval_rank(n, 0.95);
    EXPECT_GE(rank, previous) << n;
    EXPECT_LE(rank, previous + 1) << n;
    previous = rank;
  }
  EXPECT_NEAR(median_interval_rank(10'000, 0.95), 4902, 1);
}

TEST(EstimateOverRuns, OneRunHasNoInterval) {
  const Estimate e = estimate_over_runs(std::array{12.5}, 0.95, kSeed);
  EXPECT_DOUBLE_EQ(e.value, 12.5);
  EXPECT_DOUBLE_EQ(e.lower, 12.5);
  EXPECT_DOUBLE_EQ(e.upper, 12.5);
  EXPECT_DOUBLE_EQ(e.confidence, 0);
  EXPECT_EQ(e.runs, 1);
  EXPECT_EQ(estimate_over_runs({}, 0.95, kSeed).runs, 0);
}

TEST(EstimateOverRuns, FewRunsGiveTheRangeAndItsTrueCoverage) {
  const Estimate e = estimate_over_runs(std::array{9.0, 12.0, 10.0}, 0.95, kSeed);
  EXPECT_DOUBLE_EQ(e.value, 10);
  EXPECT_DOUBLE_EQ(e.lower, 9);
  EXPECT_DOUBLE_EQ(e.upper, 12);
  EXPECT_DOUBLE_EQ(e.confidence, 0.75);
  EXPECT_EQ(e.method,
            "[min, max] of 3 runs, which covers 75.0 %: too few runs for a bootstrap at 95 %");
}

TEST(EstimateOverRuns, IsEqualForEqualSeedsAndNamesTheSeed) {
  Rng rng(1);
  const std::vector<double> runs = lognormal_runs(10, rng);
  const Estimate a = estimate_over_runs(runs, 0.95, 7), b = estimate_over_runs(runs, 0.95, 7);
  EXPECT_EQ(a.lower, b.lower);
  EXPECT_EQ(a.upper, b.upper);
  EXPECT_EQ(a.method, "percentile bootstrap over 10 runs, 2000 resamples, seed 7");
  EXPECT_LE(a.lower, a.value);
  EXPECT_LE(a.value, a.upper);
}

TEST(EstimateOverRuns, CoversTheTrueMedianAboutAsOftenAsItSays) {
  Rng rng(kSeed);
  for (const int runs : {3, 5, 10}) {
    int covered = 0;
    double claimed = 0;
    for (int set = 0; set < 500; ++set) {
      const Estimate e = estimate_over_runs(lognormal_runs(runs, rng), 0.95, rng.next(), 200);
      covered += e.lower <= 1 && 1 <= e.upper ? 1 : 0;
      claimed = e.confidence;
    }
    EXPECT_NEAR(covered / 500.0, claimed, 0.06) << runs << " runs, seed " << kSeed;
  }
}

TEST(EstimateRatio, FewRunsGiveTheExtremesAndTheirTrueCoverage) {
  const Estimate e =
      estimate_ratio(std::array{20.0, 22.0, 24.0}, std::array{10.0, 11.0, 8.0}, 0.95, kSeed);
  EXPECT_DOUBLE_EQ(e.value, 2.2);
  EXPECT_DOUBLE_EQ(e.lower, 20.0 / 11);
  EXPECT_DOUBLE_EQ(e.upper, 3);
  EXPECT_DOUBLE_EQ(e.confidence, 0.9);  // 1 − 2/C(6, 3)
  EXPECT_EQ(e.runs, 3);
  EXPECT_DOUBLE_EQ(estimate_ratio(std::array{3.0}, std::array{2.0}, 0.95, kSeed).confidence, 0);
}

TEST(EstimateRatio, CoversOneBetweenEqualSetsAndSeesAFactor) {
  Rng rng(kSeed);
  int covered = 0, seen = 0;
  for (int set = 0; set < 500; ++set) {
    const std::vector<double> a = lognormal_runs(10, rng);
    std::vector<double> b = lognormal_runs(10, rng);
    const Estimate same = estimate_ratio(a, b, 0.95, rng.next(), 200);
    covered += same.lower <= 1 && 1 <= same.upper ? 1 : 0;
    for (double& value : b) value *= 1.5;
    const Estimate slower = estimate_ratio(b, a, 0.95, rng.next(), 200);
    seen += slower.lower > 1 ? 1 : 0;
  }
  EXPECT_NEAR(covered / 500.0, 0.95, 0.04) << "seed " << kSeed;
  EXPECT_GT(seen, 490) << "seed " << kSeed;
}

TEST(EstimateDeathTest, RefusesADenominatorOfZero) {
  EXPECT_DEATH(static_cast<void>(estimate_ratio(std::array{1.0}, std::array{0.0}, 0.95, kSeed)),
               "b_least > 0");
}

}  // namespace
}  // namespace pontage
