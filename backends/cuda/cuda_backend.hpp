// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "backends/cuda/device_report.hpp"
#include "backends/cuda/runtime.hpp"
#include "libbench/device.hpp"

namespace pontage::cuda {

/// The backend over a runtime, a management library and CUPTI (by the names to look for): the real
/// ones, or a test's.
std::unique_ptr<Backend> make_backend_over(std::shared_ptr<Runtime>,
                                           std::shared_ptr<const Management>,
                                           std::vector<std::string> cupti_libraries = {});

}  // namespace pontage::cuda
