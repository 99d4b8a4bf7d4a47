// SPDX-License-Identifier: Apache-2.0
#include <span>

#include "libbench/kernel.hpp"

namespace pontage::triple_join {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() { return {}; }

}  // namespace pontage::triple_join
