// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/device_clock.hpp"

#include <gtest/gtest.h>

namespace pontage::plugin {
namespace {

/// A device that counts 1 GHz beside a host of 2.5 GHz, 1,000 device ticks late.
Ticks device_at(Ticks host) { return host * 2 / 5 + 1'000; }

ClockPair pair_at(Ticks host, Ticks width) {
  return {host - width / 2, device_at(host), host + width / 2};
}

TEST(DeviceClock, TwoAnchorsGiveOffsetAndRate) {
  DeviceClock clock;
  clock.open(pair_at(1'000'000, 200));
  clock.close(pair_at(51'000'000, 100));
  EXPECT_NEAR(clock.rate(), 2.5, 1e-9);
  for (const Ticks host : {1'000'000U, 1'234'565U, 50'000'000U})
    EXPECT_NEAR(static_cast<double>(clock.to_host(device_at(host))), static_cast<double>(host), 3);
  EXPECT_EQ(clock.uncertainty(), 100U);
}

TEST(DeviceClock, WithOneAnchorTheStatedRateIsUsed) {
  DeviceClock clock;
  clock.assume_rate(2.5);
  clock.open(pair_at(1'000'000, 0));
  EXPECT_EQ(clock.to_host(device_at(2'000'000)), 2'000'000U);
  EXPECT_EQ(clock.to_host(device_at(500'000)), 500'000U) << "stamps before the anchor too";
}

TEST(DeviceClock, TheNarrowestReadingWins) {
  int reading = 0;
  const auto best = DeviceClock::narrowest(
      [&]() -> std::optional<ClockPair> { return pair_at(1'000'000, ++reading == 5 ? 60U : 900U); },
      8);
  ASSERT_TRUE(best.has_value());
  EXPECT_EQ(best->after - best->before, 60U);
  EXPECT_EQ(reading, 8);
  EXPECT_FALSE(DeviceClock::narrowest([]() -> std::optional<ClockPair> { return {}; }));
}

}  // namespace
}  // namespace pontage::plugin
