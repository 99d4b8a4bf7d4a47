// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "kernels/triple_join/triple_join.hpp"

namespace pontage::triple_join {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
#ifdef PONTAGE_HAS_ROCKSDB
  static const std::array<const Kernel*, 2> all{&triple_join(), &triple_store()};
#else
  static const std::array<const Kernel*, 1> all{&triple_join()};
#endif
  return all;
}

}  // namespace pontage::triple_join
