// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/similarity_scan/similarity_scan.hpp"

namespace pontage::similarity_scan {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 1> all{&similarity_scan()};
  return all;
}

}  // namespace pontage::similarity_scan
