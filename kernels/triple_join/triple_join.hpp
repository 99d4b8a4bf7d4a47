// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/triple_join_shape.hpp"
#include "libbench/kernel.hpp"

namespace pontage::triple_join {

const Kernel& triple_join();

/// The problem of a query over a graph, for whoever brings both. What the shape says of data and
/// query is not read. Refused when the answer takes too long to find, or too much room.
Result<std::unique_ptr<Problem>> make_join_problem(Triples triples, const Query& query,
                                                   const std::string& text, const Shape& shape);

}  // namespace pontage::triple_join
