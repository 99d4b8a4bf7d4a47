// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "backends/cuda/device_clock.hpp"
#include "tests/support/fake_cuda/fake_cuda.hpp"

namespace pontage {
namespace {

using cuda::DeviceClock;
using cuda::EventKind;
using test::FakeCuda;

struct Bracketed {
  cuda::Event event = nullptr;
  Ticks before = 0, after = 0;
  int anchor = 0;
};

Bracketed stamp(FakeCuda& runtime, cuda::Stream stream, const DeviceClock& clock) {
  Bracketed b;
  EXPECT_EQ(runtime.make_event(EventKind::timing, &b.event), 0);
  b.anchor = clock.last();
  b.before = end_stamp();
  EXPECT_EQ(runtime.record(b.event, stream), 0);
  EXPECT_EQ(runtime.synchronise(stream), 0);
  b.after = end_stamp();
  return b;
}

class ClockTest : public testing::TestWithParam<double> {};

TEST_P(ClockTest, StampsFallWhereTheHostSawThemWithinTheUncertainty) {
  auto runtime =
      std::make_shared<FakeCuda>(FakeCuda::Options{.drift_ppm = GetParam(), .clock_step_ns = 32});
  auto clock = std::move(*DeviceClock::make(runtime));
  cuda::Stream stream = nullptr;
  ASSERT_EQ(runtime->make_stream(&stream), 0);
  ASSERT_EQ(clock->restart(), 0);
  std::vector<Bracketed> stamps;
  for (int i = 0; i < 60; ++i) {
    stamps.push_back(stamp(*runtime, stream, *clock));
    spin_until(start_stamp() + 1'000'000);
    if (i % 20 == 19) {
      ASSERT_EQ(clock->renew(), 0);
    }
  }
  const ClockMap host = ClockMap::calibrate(10_ms);
  for (const Bracketed& b : stamps) {
    float ms = 0;
    ASSERT_EQ(runtime->elapsed(clock->event(b.anchor), b.event, &ms), 0);
    const Nanoseconds at = host.at(clock->to_host(b.anchor, ms));
    const Nanoseconds slack = clock->uncertainty() + 100_ns;
    EXPECT_GE(at, host.at(b.before) - slack);
    EXPECT_LE(at, host.at(b.after) + slack);
    EXPECT_EQ(runtime->destroy(b.event), 0);
  }
  EXPECT_NEAR(clock->drift_ppm(), GetParam(), clock->drift_error_ppm() + 20);
  EXPECT_EQ(clock->anchors_set(), 4);
  EXPECT_EQ(runtime->destroy(stream), 0);
}

INSTANTIATE_TEST_SUITE_P(Drifts, ClockTest, testing::Values(0., 200., -5000.));

TEST(Clock, ALostDeviceGivesNoAnchor) {
  auto runtime = std::make_shared<FakeCuda>();
  auto clock = std::move(*DeviceClock::make(runtime));
  runtime->lose_device_after(0);
  cuda::Stream stream = nullptr;
  ASSERT_EQ(runtime->make_stream(&stream), 0);
  CudaStream handle{stream, 1};
  FakeCuda::launch(handle, [] {});
  EXPECT_EQ(runtime->synchronise(stream), cuda::kLaunchFailure);
  EXPECT_NE(clock->restart(), cuda::kGood);
  EXPECT_EQ(runtime->destroy(stream), 0);
}

}  // namespace
}  // namespace pontage
