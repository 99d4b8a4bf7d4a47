// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "libbench/record.hpp"

namespace pontage::cli {

/// Results for a terminal: one line a case with its time, interval, time per step and the share of
/// each tax; then what went wrong or was skipped, with the sentence why, and what makes the figures
/// doubtful.
std::string result_table(const ResultFile&, const Terminal&);

}  // namespace pontage::cli
