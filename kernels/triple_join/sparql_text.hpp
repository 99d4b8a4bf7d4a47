// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernels/triple_join/query.hpp"

namespace pontage::triple_join {

/// A query as SPARQL, for peers and for queries that are made and not written. Blank nodes become
/// variables, which asks the same where all rows are of named ones.
std::string to_sparql(const Query&);

}  // namespace pontage::triple_join
