// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/triples.hpp"
#include "libbench/rng.hpp"

namespace pontage::triple_join::test {

/// A query drawn at random over the terms of random_triples: any of what a query can have.
Query random_query(Rng&, std::int64_t terms, std::int64_t predicates);

/// Every row of a query's answer before LIMIT, by trying every term for every variable; the paths
/// by Warshall's closure. Shares nothing with anything here.
std::vector<std::vector<Id>> brute_force(const Query&, const Triples&);

}  // namespace pontage::triple_join::test
