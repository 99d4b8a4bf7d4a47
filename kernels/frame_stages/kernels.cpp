// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/frame_stages/colour_convert.hpp"
#include "kernels/frame_stages/composite.hpp"
#include "kernels/frame_stages/damage.hpp"

namespace pontage::frame_stages {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 3> all{&composite(), &damage(), &colour_convert()};
  return all;
}

}  // namespace pontage::frame_stages
