// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/unify/knowledge.hpp"
#include "libbench/kernel.hpp"

namespace pontage::unify {

const Kernel& resolve();

/// The problem on `knowledge`, indexed, for whoever brings their own. Refused where a query derives
/// more than the shape's `most`.
Result<std::unique_ptr<Problem>> make_resolve_problem(Knowledge knowledge, const Shape& shape);

}  // namespace pontage::unify
