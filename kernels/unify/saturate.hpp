// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/unify/facts.hpp"
#include "libbench/kernel.hpp"

namespace pontage::unify {

const Kernel& saturate();

/// The problem on `facts`, for whoever brings their own. Refused when t would have too many.
Result<std::unique_ptr<Problem>> make_saturate_problem(Facts facts, const Shape& shape);

}  // namespace pontage::unify
