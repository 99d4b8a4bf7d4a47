// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/scenario.hpp"

namespace pontage {

/// What lowering takes for granted: stages exist and are placed on listed devices; each flow goes
/// from a response to one request of a later stage of equal size, and no request is fed twice;
/// parts divide what they share; the axes go together. Otherwise a sentence that names the value.
Result<void> check_lowering(const ScenarioSpec&, const Placement&, const LoweringAxes&);

}  // namespace pontage
