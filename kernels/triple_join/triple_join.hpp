// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/triple_join_shape.hpp"
#include "libbench/kernel.hpp"

namespace pontage::triple_join {

const Kernel& triple_join();

/// The same queries over a RocksDB store; there where RocksDB is.
const Kernel& triple_store();

/// The fields of a join's shape, and one more.
std::vector<Field<TripleJoinShape>> join_fields(Field<TripleJoinShape> one_more);

/// The graph and the query that a shape names.
struct AskedGraph {
  Triples triples;
  Query query;
  std::string text;
};
Result<AskedGraph> asked_by_shape(const Shape&, Seed);

/// The problem of a query over a graph, for whoever brings both. What the shape says of data and
/// query is not read. Refused when the answer takes too long to find, or too much room.
Result<std::unique_ptr<Problem>> make_join_problem(Triples triples, const Query& query,
                                                   const std::string& text, const Shape& shape);

}  // namespace pontage::triple_join
