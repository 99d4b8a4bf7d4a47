// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/packet_protect/packet_protect.hpp"

namespace pontage::packet_protect {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 1> all{&packet_protect()};
  return all;
}

}  // namespace pontage::packet_protect
