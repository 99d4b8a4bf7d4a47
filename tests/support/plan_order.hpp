// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/plan.hpp"

namespace pontage::test {

/// Walks the host program and finds the first operation that may read bytes before the queue
/// operation that writes them is done: not awaited by then, nor (on the same device) among what the
/// operation comes after. Empty when all is in order.
std::string first_unordered_read(const ScenarioSpec&, const Plan&);

}  // namespace pontage::test
