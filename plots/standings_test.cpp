// SPDX-License-Identifier: Apache-2.0
#include "plots/standings.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace pontage::plots {
namespace {

/// A case of `device` whose runs took these medians.
CaseRecord record(const char* device, std::initializer_list<double> medians,
                  Provenance provenance = Provenance::measured) {
  CaseRecord c;
  c.kernel = "chase";
  c.key = std::string("chase ") + device;
  c.device = device;
  c.provenance = provenance;
  for (const double median : medians) {
    RunRecord run;
    run.job.median = median;
    c.runs.push_back(run);
  }
  Measure measure;
  measure.name = "real_time";
  measure.estimate = estimate_over_runs(std::vector<double>(medians), 0.95, 1);
  c.measures.push_back(measure);
  return c;
}

Standing of(const std::vector<CaseRecord>& records) {
  Family family{"chase", records.front().provenance, {}};
  for (const CaseRecord& c : records) family.cases.push_back(&c);
  const FamilyStandings made = standings(family);
  return made.problems.at(made.headline);
}

TEST(Standings, TheFastestCaseOfEachDeviceInOrder) {
  const std::vector records{record("slow", {20, 21}), record("fast", {14, 15}),
                            record("fast", {10, 11})};
  const Standing standing = of(records);
  ASSERT_EQ(standing.places.size(), 2U);
  EXPECT_EQ(standing.places[0].fastest, &records[2]);
  EXPECT_EQ(standing.places[0].cases, 2U);
  EXPECT_EQ(standing.of("slow")->fastest, &records[0]);
  EXPECT_EQ(standing.of("absent"), nullptr);
  EXPECT_NEAR(standing.places[1].ratio.value, 20.5 / 10.5, 1e-9);
}

TEST(Standings, DecidedOnlyWhereTheIntervalLeavesOneOut) {
  EXPECT_TRUE(of({record("a", {10, 11}), record("b", {20, 21})}).is_decided());
  EXPECT_FALSE(of({record("a", {10, 20}), record("b", {11, 21})}).is_decided());
  EXPECT_FALSE(of({record("a", {10}), record("b", {20})}).is_decided()) << "one run proves nothing";
  EXPECT_FALSE(of({record("a", {10, 11})}).is_decided()) << "alone";
}

TEST(Standings, PricedTimesAreExact) {
  const auto modelled = Provenance::modelled;
  EXPECT_TRUE(of({record("a", {10}, modelled), record("b", {11}, modelled)}).is_decided());
  EXPECT_FALSE(of({record("a", {10}, modelled), record("b", {10}, modelled)}).is_decided());
}

}  // namespace
}  // namespace pontage::plots
