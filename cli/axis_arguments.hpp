// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "libbench/axis.hpp"

namespace pontage::cli {

/// The values of `-a name=value` flags. `whose` ends the sentence about a name that is no axis.
Result<Settings> parse_axis_arguments(std::span<const AxisSpec>,
                                      const std::vector<std::string>& texts,
                                      const std::string& whose);

}  // namespace pontage::cli
