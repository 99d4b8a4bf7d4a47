// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <string_view>

namespace pontage::test {

/// Calls `body` once for every instruction set that this processor has, with Highway's dispatch set
/// to it; `target_name()` says which one the code under test would run as.
template <class Name, class Body>
void on_every_target(Name target_name, Body body) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    EXPECT_EQ(std::string_view(target_name()), hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace pontage::test
