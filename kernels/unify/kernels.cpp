// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/unify/resolve.hpp"
#include "kernels/unify/saturate.hpp"
#include "kernels/unify/unify.hpp"

namespace pontage::unify {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::array<const Kernel*, 3> all{&unify(), &resolve(), &saturate()};
  return all;
}

}  // namespace pontage::unify
