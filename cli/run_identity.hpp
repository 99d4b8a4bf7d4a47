// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pontage::cli {

/// 26 characters of Crockford's base 32: 48 bits of time in ms, 80 random bits
/// (github.com/ulid/spec). Sorts by time.
std::string make_ulid();
/// "2026-11-22T18:35:45Z".
std::string time_now_rfc3339();

}  // namespace pontage::cli
