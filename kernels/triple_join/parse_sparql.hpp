// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "kernels/triple_join/query.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// SPARQL 1.1 text as a Query that check_query takes: SELECT with PREFIX, BASE, DISTINCT, COUNT,
/// FILTER, LIMIT, `a`, `;`, `,`, blank nodes and the paths p+ and p*. Everything else is refused by
/// name with line and column. Called inside the window: it keeps nothing between calls, may be
/// called by several threads at once and allocates as it must. A build without its library has one
/// that refuses everything and says which package it wants.
Result<Query> parse_sparql(std::string_view text);

}  // namespace pontage::triple_join
