// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/unify/families.hpp"
#include "libbench/kernel.hpp"

namespace pontage::unify {

const Kernel& unify();

/// The problem on `batch`, for whoever brings terms of their own.
std::unique_ptr<Problem> make_unify_problem(PairBatch batch, Shape shape);

}  // namespace pontage::unify
