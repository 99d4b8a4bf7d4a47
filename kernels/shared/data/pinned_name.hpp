// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "libbench/result.hpp"

namespace pontage::data {

/// Names of files of this machine ("debian", "file:/x.nt") do not say what is in them. Keys pin
/// them: "@" and the beginning of the content's SHA-256 follow.
struct PinnedName {
  std::string name, pin;  ///< `pin` is empty where the name has none
};
PinnedName split_pin(std::string_view);
/// "debian@0123456789ab".
std::string with_pin(std::string_view name, std::string_view sha256);
/// Refused with a sentence where the content is not what the pin says; no pin takes anything.
Result<void> check_pin(std::string_view place, std::string_view sha256, std::string_view pin);

/// "debian" or "debian:/place", pinned or not, as it must stand in a key: pinned where there are
/// lists. Any other name as it is.
std::string pinned_debian(std::string name);
/// The place that such a name says, the machine's own lists where it says none; empty when it is
/// another name. Without its pin.
std::string debian_place(std::string_view unpinned);

}  // namespace pontage::data
