// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include "kernels/attention/flash_simd.hpp"

namespace pontage::attention {

/// Calls `body` once for every instruction set that this processor has, with dispatch set to it.
template <class Body>
void on_every_target(Body body) {
  const auto targets = hwy::SupportedAndGeneratedTargets();
  for (const std::int64_t target : targets) {
    hwy::SetSupportedTargetsForTest(target);
    EXPECT_EQ(simd_target(), hwy::TargetName(target));
    body();
    hwy::SetSupportedTargetsForTest(0);
  }
  EXPECT_GE(targets.size(), 1U);
}

}  // namespace pontage::attention
