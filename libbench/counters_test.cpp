// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters.hpp"

#include <gtest/gtest.h>

namespace pontage {
namespace {

TEST(NullCounters, GiveEveryNameWithoutAValueAndWithTheReason) {
  const auto counters = make_null_counters("this machine offers none");
  EXPECT_EQ(counters->name(), "none");
  counters->start();
  counters->stop();
  const auto readings = counters->readings();
  const auto names = counter_names();
  ASSERT_EQ(readings.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(readings[i].name, names[i]);
    EXPECT_FALSE(readings[i].value.has_value());
    EXPECT_EQ(readings[i].reason, "this machine offers none");
  }
}

TEST(CounterFacts, AreTheNumberOrNotAvailableWithTheReason) {
  const auto facts = to_facts({{"cycles_count", 3'000'000'001.0, ""},
                               {"package_energy_joules", 0.25, ""},
                               {"tlb_misses_count", std::nullopt, "no counters"}});
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(facts[0].value, "3000000001");
  EXPECT_EQ(facts[1].value, "0.25");
  EXPECT_EQ(facts[2].name, "tlb_misses_count");
  EXPECT_EQ(facts[2].value, "n/a: no counters");
}

}  // namespace
}  // namespace pontage
