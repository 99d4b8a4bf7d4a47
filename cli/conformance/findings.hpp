// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/conformance/check.hpp"
#include "cli/terminal.hpp"

namespace pontage::cli::conformance {

/// One check and what it found.
struct Finding {
  std::string check, promise;
  Outcome outcome;
  double seconds = 0;
};

std::string to_line(const Finding&, const Terminal&);
std::string to_json(const std::string& backend, const std::vector<Finding>&);
/// JUnit's XML, as CI servers read it.
std::string to_junit(const std::string& backend, const std::vector<Finding>&);

}  // namespace pontage::cli::conformance
