// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/triple_join/triples.hpp"
#include "libbench/rng.hpp"
#include "libbench/units.hpp"

namespace pontage::triple_join {

/// A graph of universities in the shapes of LUBM (Guo, Pan and Heflin 2005), about 175,000 triples
/// each; not LUBM's own numbers. The same bytes on every machine.
Triples generate_lubm(std::int64_t universities, Seed seed);
/// What that takes while it is made and after, at the most: for check_room before it.
Bytes lubm_room(std::int64_t universities);

/// `count` triples drawn with equal chance from `terms` subjects and objects (<http://r/0>, …) and
/// `predicates` predicates (<http://r/p0>, …): for tests, and where a graph is wanted that nothing
/// is known of. (random_triples.cpp)
Triples random_triples(std::int64_t terms, std::int64_t predicates, std::int64_t count, Seed seed);

}  // namespace pontage::triple_join
