// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace pontage {

/// RFC 4648's base64 with padding, on one line.
std::string to_base64(std::span<const std::byte>);
/// Whether a text may be pasted into a data URI: nothing but base64's characters.
bool is_base64(std::string_view);

}  // namespace pontage
