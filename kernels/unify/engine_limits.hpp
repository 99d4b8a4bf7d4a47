// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace pontage::unify {

/// Limits of the fixed-size records of resolve's engine. A place of kMostArguments is none of them.
inline constexpr std::size_t kMostArguments = 3, kMostGoals = 4, kMostClauseVariables = 8,
                             kMostTermArguments = 8;

}  // namespace pontage::unify
