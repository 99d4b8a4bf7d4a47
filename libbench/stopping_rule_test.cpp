// SPDX-License-Identifier: Apache-2.0
#include "libbench/stopping_rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pontage {
namespace {

std::unique_ptr<StoppingRule> made(std::string_view name, const StoppingLimits& limits) {
  auto rule = make_stopping_rule(name, limits);
  EXPECT_TRUE(rule.has_value());
  return std::move(*rule);
}

/// Feeds made-up job times until the rule has enough, each repetition costing `each`; returns how
/// many it took.
template <class JobTime>
int repetitions_until_done(StoppingRule& rule, Nanoseconds each, const JobTime& job_ns) {
  for (int i = 1; i <= 100'000; ++i) {
    rule.add(job_ns(i), each * i);
    if (rule.is_done()) return i;
  }
  return -1;
}

TEST(StoppingRule, AnUnknownNameListsWhatThereIs) {
  const auto rule = make_stopping_rule("entropy", {});
  ASSERT_FALSE(rule.has_value());
  EXPECT_EQ(rule.error().kind, ErrorKind::usage);
  EXPECT_EQ(rule.error().what,
            "no stopping rule is called 'entropy'; there are stable-median, count and budget");
}

TEST(StoppingRule, LimitsThatCannotHoldAreRefused) {
  EXPECT_FALSE(make_stopping_rule("count", {.least = 0}).has_value());
  EXPECT_FALSE(make_stopping_rule("count", {.least = 9, .most = 8}).has_value());
  EXPECT_FALSE(make_stopping_rule("stable-median", {.half_width = 0}).has_value());
}

TEST(StableMedian, StopsAsSoonAsAnIntervalExistsWhenNothingVaries) {
  const auto rule = made("stable-median", {});
  EXPECT_EQ(rule->name(), "stable-median");
  EXPECT_EQ(repetitions_until_done(*rule, 1_us, [](int) { return 100.0; }), 6);
  EXPECT_EQ(rule->reason(), "median known to ±0 % after 6 repetitions");
}

TEST(StableMedian, WaitsUntilTheMiddleOrderStatisticsAreClose) {
  // Eight samples: ranks 1 and 8, so 90…110 is ±10 %. Nine: ranks 2 and 8, and the outliers are
  // out.
  const auto rule = made("stable-median", {});
  const int count = repetitions_until_done(*rule, 1_us, [](int i) {
    return i == 1 ? 90.0 : i == 2 ? 110.0 : 100.0;
  });
  EXPECT_EQ(count, 9);
}

TEST(StableMedian, MindsBothEndsOfTheInterval) {
  for (const double outlier : {90.0, 110.0}) {
    const auto rule = made("stable-median", {});
    EXPECT_EQ(repetitions_until_done(*rule, 1_us, [&](int i) { return i == 1 ? outlier : 100.0; }),
              9);
  }
}

TEST(StableMedian, GivesUpAtItsBudgetAndSaysHowWellItKnows) {
  const auto rule = made("stable-median", {.budget = 20_ms});
  const int count =
      repetitions_until_done(*rule, 1_ms, [](int i) { return i % 2 == 0 ? 80.0 : 120.0; });
  EXPECT_EQ(count, 20);
  EXPECT_EQ(rule->reason(),
            "time budget of 20 ms used up after 20 repetitions; median known to ±20 %");
}

TEST(StableMedian, TakesTheLeastNumberEvenPastItsBudget) {
  const auto rule = made("stable-median", {.budget = 1_ms});
  EXPECT_EQ(repetitions_until_done(*rule, 10_ms, [](int i) { return i; }), 5);
  EXPECT_EQ(
      rule->reason(),
      "time budget of 1 ms used up after 5 repetitions; too few for an interval of the median");
}

TEST(StableMedian, NeverStopsOnTimesOfZero) {
  const auto rule = made("stable-median", {.most = 50});
  EXPECT_EQ(repetitions_until_done(*rule, 1_us, [](int) { return 0.0; }), 50);
}

TEST(Count, TakesExactlyTheMostWhateverItCosts) {
  const auto rule = made("count", {.most = 17, .budget = 1_ns});
  EXPECT_EQ(repetitions_until_done(*rule, 1_ms, [](int) { return 1.0; }), 17);
  EXPECT_EQ(rule->reason(), "17 repetitions, as asked");
}

TEST(Budget, StopsBeforeARepetitionThatWouldNotFit) {
  const auto rule = made("budget", {.budget = 10'500_us});
  EXPECT_EQ(repetitions_until_done(*rule, 1_ms, [](int) { return 1.0; }), 10);
  EXPECT_EQ(rule->reason(), "time budget of 10.5 ms used up after 10 repetitions");
}

TEST(Budget, HonoursTheLimitOfRepetitions) {
  const auto rule = made("budget", {.most = 8, .budget = 1'000_ms});
  EXPECT_EQ(repetitions_until_done(*rule, 1_ms, [](int) { return 1.0; }), 8);
  EXPECT_EQ(rule->reason(), "limit of 8 repetitions reached");
}

TEST(StoppingRule, SaysSoWhenItWasStoppedFromOutside) {
  const auto rule = made("count", {});
  rule->add(1, 1_us);
  EXPECT_FALSE(rule->is_done());
  EXPECT_EQ(rule->reason(), "stopped from outside after 1 repetition");
}

}  // namespace
}  // namespace pontage
