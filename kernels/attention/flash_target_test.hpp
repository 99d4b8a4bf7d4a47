// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/attention/flash_simd.hpp"
#include "tests/support/every_target.hpp"

namespace pontage::attention {

/// Calls `body` once for every instruction set that this processor has, with dispatch set to it.
template <class Body>
void on_every_target(Body body) {
  test::on_every_target(simd_target, body);
}

}  // namespace pontage::attention
