// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/axis.hpp"

namespace pontage {

/// The settings as a JSON object: numbers and strings, in order of name.
std::string settings_json(const Settings&);

}  // namespace pontage
