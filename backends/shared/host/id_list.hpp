// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pontage::host {

/// Reads the kernel's lists of processors and nodes, "0-3,8". What is not a number is left out;
/// order is kept.
std::vector<int> parse_id_list(std::string_view text);

/// Writes such a list; runs of three or more neighbours become a range.
std::string to_id_list(std::span<const int> ids);

}  // namespace pontage::host
