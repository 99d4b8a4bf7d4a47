// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/result.hpp"

namespace pontage::plugin {

/// Whether a file is a shared library of this machine's kind with all its segments there. The
/// dynamic loader trusts a header that says so: a truncated file would end the process by SIGBUS.
Result<void> check_shared_library(const std::string& path);

}  // namespace pontage::plugin
