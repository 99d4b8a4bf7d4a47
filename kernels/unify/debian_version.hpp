// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pontage::unify {

/// Below, equal or above 0 as the first Debian version is older, the same or newer (Debian Policy
/// 5.6.12: epoch, upstream version, revision; `~` before everything, even the end).
int compare_versions(std::string_view, std::string_view);

}  // namespace pontage::unify
