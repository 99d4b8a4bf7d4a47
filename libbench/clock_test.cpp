// SPDX-License-Identifier: Apache-2.0
#include "libbench/clock.hpp"

#include <gtest/gtest.h>

namespace pontage {
namespace {

const ClockMap& host() {
  static const ClockMap map = ClockMap::calibrate(1_ms);
  return map;
}

TEST(ClockMap, IdentityCountsNanoseconds) {
  const ClockMap map = ClockMap::identity();
  for (const Ticks t : {Ticks{0}, Ticks{1}, Ticks{999'999'937}, Ticks{1} << 60})
    EXPECT_EQ(map.at(t).count(), static_cast<std::int64_t>(t));
  EXPECT_EQ(map.uncertainty(), 0_ns);
  EXPECT_DOUBLE_EQ(map.ticks_per_ns(), 1.0);
}

TEST(ClockMap, IsMonotone) {
  const Ticks now = start_stamp();
  Nanoseconds before = host().at(now - 1000);
  for (Ticks t = now - 999; t < now + 1000; ++t) {
    const Nanoseconds at = host().at(t);
    ASSERT_GE(at, before);
    ASSERT_LE(at - before, 1_us) << "steps are of one tick";
    before = at;
  }
  EXPECT_LT(host().at(now), host().at(now + (Ticks{1} << 40)));
}

TEST(ClockMap, WorksBeforeItsOrigin) {
  const Ticks origin = start_stamp();
  EXPECT_LT(host().at(origin - (Ticks{1} << 44)), host().at(origin));
  EXPECT_LT(host().at(origin - (Ticks{1} << 44)), 0_ns);
}

/// The stamp is at or just after the time, so that a wait for it is never short.
TEST(ClockMap, StampAtIsTheInverse) {
  for (const ClockMap& map : {ClockMap::identity(), host()})
    for (std::int64_t ns :
         {0LL, 1LL, 17LL, 1'000'003LL, 3'600'000'000'000LL, 86'400'000'000'000LL}) {
      const Ticks stamp = map.stamp_at(Nanoseconds{ns});
      EXPECT_GE(map.at(stamp).count(), ns);
      EXPECT_LE(map.at(stamp - 2).count(), ns);
    }
}

TEST(ClockMap, HostRateIsPositiveAndBounded) {
  EXPECT_GT(host().ticks_per_ns(), 0.0);
  EXPECT_GT(host().uncertainty(), 0_ns);
}

TEST(Stamps, DoNotRunBackwards) {
  Ticks before = start_stamp();
  for (int i = 0; i < 10'000; ++i) {
    const Ticks after = end_stamp();
    ASSERT_GE(after, before);
    before = after;
  }
}

TEST(Stamps, SpinningEndsAtItsDeadlineOrLater) {
  const Ticks deadline = start_stamp() + 10'000;
  spin_until(deadline);
  EXPECT_GE(start_stamp(), deadline);
}

TEST(Stamps, SayWhereTheyComeFrom) {
  EXPECT_FALSE(to_text(clock_source()).empty());
  EXPECT_EQ(to_text(ClockSource::monotonic_raw), "CLOCK_MONOTONIC_RAW");
}

}  // namespace
}  // namespace pontage
