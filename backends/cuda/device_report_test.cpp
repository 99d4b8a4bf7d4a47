// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/device_report.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstring>

#include "libbench/fake_nvml.hpp"

namespace pontage::cuda {
namespace {

DeviceProperties properties() {
  DeviceProperties p;
  p.name = "Made-up GPU";
  p.major = 9;
  p.driver_version = p.runtime_version = 13000;
  return p;
}

DeviceState well() {
  DeviceState s;
  s.link_width = s.most_link_width = 16;
  s.link_generation = s.most_link_generation = 5;
  s.sm_mhz = s.most_sm_mhz = 1980;
  s.has_ecc = true;
  s.is_split = false;
  return s;
}

const Check& named(const std::vector<Check>& checks, std::string_view name) {
  for (const Check& check : checks)
    if (check.name == name) return check;
  ADD_FAILURE() << "no check is named " << name;
  return checks.front();
}

TEST(DeviceReport, AWellSetUpDeviceRaisesNoDoubt) {
  for (const Check& check : check_device(properties(), well(), ""))
    EXPECT_EQ(check.verdict, Check::Verdict::good) << check.name << ": " << check.finding;
}

TEST(DeviceReport, EachDefectIsNamedByItsOwnCheck) {
  DeviceState narrow = well(), slow = well(), sliced = well();
  narrow.link_width = 8;
  slow.sm_mhz = 345;
  sliced.is_split = true;
  const auto verdict = [](const DeviceState& state, std::string_view name) {
    return named(check_device(properties(), state, ""), name).verdict;
  };
  EXPECT_EQ(verdict(narrow, "cuda link"), Check::Verdict::suspicious);
  EXPECT_EQ(verdict(slow, "cuda clocks"), Check::Verdict::suspicious);
  EXPECT_EQ(verdict(sliced, "cuda MIG"), Check::Verdict::suspicious);
  DeviceProperties old = properties();
  old.driver_version = 12040;
  EXPECT_EQ(named(check_device(old, well(), ""), "cuda driver").verdict, Check::Verdict::bad);
}

TEST(DeviceReport, WhatNobodySaysIsUnknownAndNotGood) {
  EXPECT_EQ(named(check_device(properties(), DeviceState{}, ""), "cuda ECC").verdict,
            Check::Verdict::unknown);
  const Result<DeviceState> none = fail(ErrorKind::unavailable, "no NVML");
  const auto checks = check_device(properties(), none, "");
  EXPECT_EQ(named(checks, "cuda link, ECC, clocks, MIG").finding, "no NVML");
}

TEST(DeviceReport, WhatNvmlSaysIsOfTheDeviceAtThatAddress) {
  void* library = dlopen(PONTAGE_FAKE_NVML, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto& nvml = *static_cast<FakeNvml*>(dlsym(library, "fake_nvml_state"));
  nvml.gpus = 2;
  std::strcpy(nvml.gpu[1].bus, "0000:65:00.0");
  nvml.gpu[1].link_width = 8;
  nvml.gpu[1].is_split = true;
  const auto state = open_nvml(PONTAGE_FAKE_NVML)->state("0000:65:00.0");
  ASSERT_TRUE(state) << state.error().what;
  EXPECT_EQ(state->link_width, 8);
  EXPECT_EQ(state->sm_mhz, 1980);
  EXPECT_EQ(state->memory_mhz, 2619);
  EXPECT_EQ(state->is_split, true);
  EXPECT_FALSE(state->has_ecc.has_value()) << "the library has no entry for it";
  EXPECT_FALSE(open_nvml(PONTAGE_FAKE_NVML)->state("0000:99:00.0"));
  EXPECT_EQ(nvml.initialised, 0);
  dlclose(library);
}

TEST(DeviceReport, WithoutADriverNvmlRefusesWithASentence) {
  const auto state = open_nvml()->state("0000:00:00.0");
  if (state) GTEST_SKIP() << "this machine has NVML and a device there";
  EXPECT_FALSE(state.error().what.empty());
}

}  // namespace
}  // namespace pontage::cuda
