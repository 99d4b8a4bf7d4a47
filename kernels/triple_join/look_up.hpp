// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "kernels/triple_join/plan.hpp"

namespace pontage::triple_join {

/// What is known of a pattern from its constants alone.
struct Estimate {
  double rows = 0;
  double distinct[3] = {0, 0, 0};  ///< values at each place
  double reach[3] = {1, 1, 1};     ///< of a path: the terms it reaches from a value of this place
};

/// What the orders of a plan are chosen by.
struct Estimates {
  std::array<Estimate, kMostPatterns> of{};  ///< each pattern; not of a plan that is empty
  double nodes = 0;                          ///< of the graph
};
/// Everything of a plan but its orders. Refuses filters whose constants are longer than a plan has
/// room for. For the null probe and the counting one.
template <class Probe>
Result<Estimates> look_up(const Query&, const ProbedGraph<Probe>&, Plan&);

/// The rest: the orders of variables and patterns, and which paths are asked. Looks at no graph.
void put_in_order(const Estimates&, Plan&);

}  // namespace pontage::triple_join
