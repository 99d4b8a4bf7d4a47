// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/attention/attention.hpp"

namespace pontage::attention {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 1> all{&attention()};
  return all;
}

}  // namespace pontage::attention
