// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/ceilings/multiply_add.hpp"
#include "kernels/ceilings/stream_read.hpp"

namespace pontage::ceilings {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 2> all{&stream_read(), &multiply_add()};
  return all;
}

}  // namespace pontage::ceilings
