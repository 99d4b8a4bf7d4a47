// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "kernels/graph_walk/graph.hpp"
#include "libbench/result.hpp"

namespace pontage::graph_walk {

/// Debian's packages and what they need. A vertex is a name, in alphabetical order: of a package,
/// or of something that packages only provide. A package has an edge to every name in its Depends
/// and Pre-Depends, alternatives alike, versions aside; a name that is only provided has an edge to
/// each package that provides it. Fields: Debian Policy, chapters 5 and 7.
struct DebianGraph {
  Graph graph;
  std::int64_t packages = 0;
  std::int64_t provided_names = 0;  ///< that no package has
  std::int64_t unknown_names = 0;   ///< needed and nowhere to be had; not in the graph
};

/// From the texts of Packages files. Where a package stands in several, the first one counts.
/// Refused (`unreadable`) where a text has no package.
Result<DebianGraph> make_debian_graph(std::span<const std::string> texts);

}  // namespace pontage::graph_walk
