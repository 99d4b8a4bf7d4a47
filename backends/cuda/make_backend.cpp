// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/activity_trace.hpp"
#include "backends/cuda/cuda_backend.hpp"
#include "backends/cuda/cuda_runtime.hpp"

namespace pontage::cuda {

/// What the generated list of backends calls.
std::unique_ptr<Backend> make_backend();

std::unique_ptr<Backend> make_backend() {
  return make_backend_over(make_runtime(), open_nvml(), cupti_libraries());
}

}  // namespace pontage::cuda
