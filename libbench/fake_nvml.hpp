// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pontage {

/// For tests: what the fake NVML library of fake_nvml.cpp shows; found in it as `fake_nvml_state`.
struct FakeGpu {
  bool has_energy = true, has_power = true;
  unsigned long long millijoules = 0;
  unsigned milliwatts = 0;
  char bus[16] = "0000:00:00.0";
  unsigned link_width = 16;
  bool is_split = false;
};
struct FakeNvml {
  int init_error = 0;
  int initialised = 0;  ///< how many times more than shut down
  unsigned gpus = 1;
  FakeGpu gpu[2];
};

}  // namespace pontage
