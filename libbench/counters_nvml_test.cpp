// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters_nvml.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstring>

#include "libbench/fake_nvml.hpp"

namespace pontage {
namespace {

/// Holds the fake library open so that its state outlives every provider; fresh for each test.
class NvmlCounters : public testing::Test {
 protected:
  void SetUp() override {
    handle_ = dlopen(PONTAGE_FAKE_NVML, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(handle_, nullptr) << dlerror();
    state_ = static_cast<FakeNvml*>(dlsym(handle_, "fake_nvml_state"));
    ASSERT_NE(state_, nullptr);
    *state_ = {};
  }
  void TearDown() override {
    if (handle_ != nullptr) dlclose(handle_);
  }
  std::unique_ptr<CounterProvider> counters() const {
    return make_nvml_counters(PONTAGE_FAKE_NVML);
  }
  FakeNvml& state() { return *state_; }
  void make_two() {
    state().gpus = 2;
    std::strcpy(state().gpu[0].bus, "0000:17:00.0");
    std::strcpy(state().gpu[1].bus, "0000:65:00.0");
  }

 private:
  void* handle_ = nullptr;
  FakeNvml* state_ = nullptr;
};

TEST_F(NvmlCounters, ReadTheEnergyMetersOfAllWatchedGpusTogether) {
  make_two();
  state().gpu[0].millijoules = 1'000'000;
  state().gpu[1].millijoules = 2'000'000;
  const auto nvml = counters();
  ASSERT_TRUE(offers_any(*nvml)) << nvml->offers()[0].why_not;
  nvml->watch({"0000:17:00.0", "0000:65:00.0"});
  nvml->attach();
  nvml->start();
  state().gpu[0].millijoules += 1'500;
  state().gpu[1].millijoules += 250;
  nvml->stop();
  const auto readings = nvml->readings();
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].name, "gpu_energy_joules");
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 1.75);
  EXPECT_EQ(readings[0].source,
            "NVML, GPU at 0000:17:00.0, energy meter, GPU at 0000:65:00.0, energy meter");
}

TEST_F(NvmlCounters, OfAGpuWithoutAMeterAreItsPowerTimesTheTime) {
  state().gpu[0].has_energy = false;
  state().gpu[0].milliwatts = 100'000;
  const auto nvml = counters();
  nvml->start();
  state().gpu[0].milliwatts = 300'000;
  nvml->stop();
  const CounterReading reading = nvml->readings()[0];
  ASSERT_TRUE(reading.value.has_value()) << reading.reason;
  EXPECT_GT(*reading.value, 0);  // 200 W times a time that is never asserted
  EXPECT_EQ(
      reading.source,
      "NVML, the only GPU, which the case does not run on, power at start and end times the time");
}

TEST_F(NvmlCounters, AreThoseOfTheGpuThatTheCaseRunsOnAndOfNoOther) {
  make_two();
  const auto nvml = counters();
  for (const int used : {1, 0, 1}) {
    nvml->watch({state().gpu[used].bus});
    nvml->start();
    state().gpu[0].millijoules += 1'000;
    state().gpu[1].millijoules += 3'000;
    nvml->stop();
    const CounterReading reading = nvml->readings()[0];
    EXPECT_DOUBLE_EQ(reading.value.value(), used == 0 ? 1 : 3);
    EXPECT_EQ(reading.source,
              std::string("NVML, GPU at ") + state().gpu[used].bus + ", energy meter");
  }
}

TEST_F(NvmlCounters, OfSeveralGpusNoneOfThemNamedOrOneUnknownAreAbsent) {
  make_two();
  const auto nvml = counters();
  EXPECT_TRUE(offers_any(*nvml));
  for (const auto& [named, words] :
       {std::pair(std::vector<std::string>{}, "2 GPUs and the case runs on none of them"),
        std::pair(std::vector<std::string>{"0000:99:00.0"}, "does not know the GPU at 0000:99")}) {
    nvml->watch(named);
    nvml->start();
    for (FakeGpu& gpu : state().gpu) gpu.millijoules += 1'000;
    nvml->stop();
    EXPECT_FALSE(nvml->readings()[0].value.has_value());
    EXPECT_NE(nvml->readings()[0].reason.find(words), std::string::npos);
  }
}

TEST_F(NvmlCounters, OfASliceSayThatTheMeterIsTheWholeGpus) {
  state().gpu[0].is_split = true;
  const auto nvml = counters();
  nvml->watch({state().gpu[0].bus});
  nvml->start();
  state().gpu[0].millijoules += 1'000;
  nvml->stop();
  EXPECT_NE(nvml->readings()[0].source.find("the case has a slice"), std::string::npos);
}

TEST_F(NvmlCounters, OfAMeterThatStandsStillAreAbsent) {
  const auto nvml = counters();
  nvml->start();
  nvml->stop();
  EXPECT_NE(nvml->readings()[0].reason.find("did not move"), std::string::npos);
}

TEST_F(NvmlCounters, OfAGpuThatStopsAnsweringOrStartsAnewAreAbsent) {
  state().gpu[0].millijoules = 500;
  const auto nvml = counters();
  nvml->start();
  state().gpu[0].millijoules = 100;
  nvml->stop();
  EXPECT_FALSE(nvml->readings()[0].value.has_value());
  nvml->start();
  state().gpu[0].has_energy = false;
  nvml->stop();
  EXPECT_NE(nvml->readings()[0].reason.find("stopped telling"), std::string::npos);
}

TEST_F(NvmlCounters, OfAGpuThatShowsNothingSayWhere) {
  state().gpu[0].has_energy = state().gpu[0].has_power = false;
  const auto nvml = counters();
  EXPECT_FALSE(offers_any(*nvml));
  EXPECT_NE(nvml->offers()[0].why_not.find("neither energy nor power"), std::string::npos);
  EXPECT_NE(nvml->readings()[0].reason.find("nvidia-smi"), std::string::npos);
}

TEST_F(NvmlCounters, WithoutAGpuOrADriverSayWhy) {
  state().gpus = 0;
  EXPECT_EQ(counters()->offers()[0].why_not, "NVML shows no GPU");
  state().init_error = 9;
  EXPECT_EQ(counters()->offers()[0].why_not, "NVML cannot start: Driver Not Loaded");
}

TEST_F(NvmlCounters, ShutTheLibraryDownAsOftenAsTheyStartedIt) {
  {
    const auto nvml = counters();
    EXPECT_EQ(state().initialised, 1);
  }
  EXPECT_EQ(state().initialised, 0);
  state().gpus = 0;
  counters();
  EXPECT_EQ(state().initialised, 0);
}

TEST_F(NvmlCounters, WithoutTheLibraryOrItsEntriesSayWhatToInstall) {
  const auto none = make_nvml_counters("libpontage-no-such-library.so");
  EXPECT_FALSE(offers_any(*none));
  EXPECT_NE(none->readings()[0].reason.find("NVIDIA's driver"), std::string::npos);
  const auto other = make_nvml_counters("libm.so.6");
  EXPECT_EQ(other->offers()[0].why_not, "libm.so.6 has no nvmlInit_v2");
}

}  // namespace
}  // namespace pontage
