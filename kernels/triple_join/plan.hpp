// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "kernels/triple_join/probed_graph.hpp"
#include "kernels/triple_join/query.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// A place of a planned pattern: a variable or a term's id (kNoTerm: the graph has no such term).
struct PlanSlot {
  std::int32_t variable = -1;
  Id id = kNoTerm;
  PONTAGE_ITEM bool is_variable() const { return variable >= 0; }
};

struct PlanPattern {
  PlanSlot at[3];  ///< s, p, o
  Path path = Path::once;
  /// Of a path whose one end is known before the other: for leapfrog, the other's values come from
  /// another list, and each is asked whether it reaches.
  bool is_asked = false;
};

/// A leaf or an operator of a filter, as FilterNode has it, its constant looked up.
struct PlanNode {
  FilterOp op = FilterOp::leaf;
  std::int16_t left = -1, right = -1;
  PlanSlot leaf;
  std::uint16_t text = 0, length = 0;  ///< of a constant leaf: its spelling in Plan::texts
  double number = 0;                   ///< of a constant leaf: see number_of_term
};

struct PlanFilter {
  std::int32_t root = -1;
  std::uint32_t variables = 0;  ///< a bit for each that it asks for
};

/// A query that has been looked up in a graph and put in order: all that a variant needs. Flat, so
/// that it crosses to memories whose processors cannot parse.
struct Plan {
  std::uint32_t patterns = 0, variables = 0, nodes = 0, filters = 0, columns = 0;
  std::uint32_t ordered = 0;  ///< variables that patterns bind, all in variable_order
  bool is_count = false, distinct = false, has_limit = false;
  bool is_empty = false;  ///< a constant of a pattern is no term of the graph: there is no row
  std::uint64_t limit = 0;
  std::array<PlanPattern, kMostPatterns> pattern;
  std::array<PlanNode, kMostNodes> node;
  std::array<PlanFilter, kMostNodes> filter;
  std::array<std::uint8_t, kMostVariables> column;          ///< the variables of a row
  std::array<std::uint8_t, kMostVariables> variable_order;  ///< for leapfrog
  std::array<std::uint8_t, kMostPatterns> pattern_order;    ///< for joins of two
  std::array<char, 4096> texts;                             ///< spellings of the filters' constants

  /// Answers are counted, and which rows they are does not matter.
  bool only_counts() const { return is_count && !distinct; }
};
static_assert(std::is_trivially_copyable_v<Plan>);

/// Looks a query up in a graph and chooses its orders (`plan` is new before): a pattern's rows are
/// known exactly for its constants, and for a variable bound before it is divided by how many
/// values it has there. Refuses filters whose constants are longer than a plan has room for. For
/// the null probe and the counting one.
template <class Probe>
Result<void> make_plan(const Query&, const ProbedGraph<Probe>&, Plan& plan);

}  // namespace pontage::triple_join
