// SPDX-License-Identifier: Apache-2.0
// In place of cupti_trace.cpp where CUPTI's headers are not found: records cannot be read without
// them.
#include "backends/cuda/activity_trace.hpp"

namespace pontage::cuda {

std::vector<std::string> cupti_libraries() { return {}; }

Result<std::unique_ptr<ActivityTrace>> load_cupti(const std::vector<std::string>&) {
  return fail(ErrorKind::unavailable,
              "this was compiled without CUPTI's headers (extras/CUPTI/include of a toolkit)");
}

}  // namespace pontage::cuda
