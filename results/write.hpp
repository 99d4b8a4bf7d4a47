// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "libbench/result.hpp"

namespace pontage {

/// Writes the text to the file `path`, or to standard output when `path` is "-". A file appears
/// whole or not at all: a temporary one beside it is written, synced and renamed over it. What is
/// no regular file (a pipe, /dev/null) is written in place. Errors are `cannot_write` and name the
/// path; an earlier file of that name is then untouched.
Result<void> write_text(const std::string& path, std::string_view text);

/// Whether `write_text` will be able to: asked before an hour of measuring, not after it. Leaves no
/// file behind.
Result<void> check_writable(const std::string& path);

}  // namespace pontage
