// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "libbench/rng.hpp"
#include "libbench/timeline.hpp"

namespace pontage::test {

/// What random graphs may contain.
struct GraphOptions {
  int jobs = 1;  ///< (the property tests write 0 for: 1 to 3, by chance)
  bool forced_ties =
      false;  ///< durations and lags from three values, so that paths of equal length abound
  bool negative_lags = false;  ///< some activities may begin before what they depend on has ended
};

/// A graph of 3 to 14 activities a job on 2 to 4 resources, the jobs interleaved; all leaves are
/// compute or taxes. The same on every machine.
Graph random_graph(Rng&, const GraphOptions&);

/// The graph in virtual time.
Timeline priced(Graph);

/// The same graph under other numbers: activities in another valid order (that of each resource is
/// kept), resources, jobs and acts renumbered, edges listed in another order.
Graph relabelled(const Graph&, Rng&);

/// The spans of a run of the graph in which everything comes a little late, some durations differ
/// and some activities begin before the one that submitted them has ended.
std::vector<Interval> disturbed_run(const Graph&, Rng&);

}  // namespace pontage::test
