// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "libbench/result.hpp"
#include "libbench/units.hpp"

namespace pontage {

/// What this machine could still give to a program: the kernel's own estimate (MemAvailable, caches
/// it can drop included), else the free pages.
Bytes available_memory();

/// Refuses what needs more than that, so that a mistyped size becomes a sentence and not a machine
/// that swaps. `what` starts the sentence ("a cycle of 4 TiB"); `remedy` ends it ("give a smaller
/// bytes").
Result<void> check_room(Bytes need, std::string_view what, std::string_view remedy);

}  // namespace pontage
