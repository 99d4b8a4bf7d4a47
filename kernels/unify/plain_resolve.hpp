// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "kernels/unify/knowledge.hpp"

namespace pontage::unify {

/// What a query comes to.
struct Expectation {
  std::set<Term> answers;
  std::uint64_t derived = 0;  ///< answers of all calls
};

/// Answers by trying everything until nothing new comes: each call is a set of ground terms, and is
/// done again when a call that it made has grown. Terms are written out and copied. Shares no code
/// with the engine. Gives up, with derived above `most`, where there is more.
std::vector<Expectation> plain_resolve(const Knowledge&, std::int64_t depth, std::uint64_t most);

}  // namespace pontage::unify
