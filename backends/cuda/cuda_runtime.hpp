// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "backends/cuda/runtime.hpp"

namespace pontage::cuda {

/// CUDA's own runtime. Making it calls nothing of CUDA.
std::shared_ptr<Runtime> make_runtime();

}  // namespace pontage::cuda
