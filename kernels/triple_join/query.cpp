// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/query.hpp"

#include <algorithm>

namespace pontage::triple_join {
namespace {

bool is_in(const Pattern& pattern, std::uint32_t variable) {
  const auto is_it = [&](const Slot& slot) {
    return slot.is_variable && slot.variable == variable;
  };
  return is_it(pattern.s) || is_it(pattern.p) || is_it(pattern.o);
}

bool is_bound(const Query& query, std::uint32_t variable) {
  return std::ranges::any_of(query.patterns,
                             [&](const Pattern& pattern) { return is_in(pattern, variable); });
}

Result<void> check_sizes(const Query& query) {
  const auto over = [](std::size_t count, std::size_t most, const char* what) -> Result<void> {
    if (count <= most) return {};
    return fail(ErrorKind::refused, "the query has " + std::to_string(count) + " " + what +
                                        "; at most " + std::to_string(most) + " can be asked");
  };
  if (query.patterns.empty())
    return fail(ErrorKind::refused, "the query has no triple pattern; it needs one at least");
  if (auto good = over(query.patterns.size(), kMostPatterns, "triple patterns"); !good) return good;
  if (auto good = over(query.variables.size(), kMostVariables, "variables"); !good) return good;
  return over(query.nodes.size(), kMostNodes, "terms and operators in its filters");
}

Result<void> check_slot(const Query& query, const Slot& slot) {
  if (slot.is_variable && slot.variable >= query.variables.size())
    return fail(ErrorKind::internal, "a place of the query has a variable that it has not");
  if (!slot.is_variable && slot.constant.empty())
    return fail(ErrorKind::internal, "a place of the query has neither variable nor constant");
  return {};
}

Result<void> check_patterns(const Query& query) {
  for (const Pattern& pattern : query.patterns) {
    for (const Slot* slot : {&pattern.s, &pattern.p, &pattern.o})
      if (auto good = check_slot(query, *slot); !good) return good;
    if (pattern.path != Path::once && pattern.p.is_variable)
      return fail(ErrorKind::refused,
                  "a path needs a constant predicate, not ?" + query.variables[pattern.p.variable]);
  }
  return {};
}

Result<void> check_nodes(const Query& query) {
  const auto is_before = [](std::int32_t node, std::size_t at) {
    return node >= 0 && static_cast<std::size_t>(node) < at;
  };
  for (std::size_t at = 0; at < query.nodes.size(); ++at) {
    const FilterNode& node = query.nodes[at];
    if (node.op == FilterOp::leaf) {
      if (auto good = check_slot(query, node.leaf); !good) return good;
      if (node.leaf.is_variable && !is_bound(query, node.leaf.variable))
        return fail(ErrorKind::refused, "a filter asks for ?" +
                                            query.variables[node.leaf.variable] +
                                            ", which no triple pattern binds");
      continue;
    }
    const bool is_unary = node.op == FilterOp::lnot;
    const bool is_joining = is_unary || node.op == FilterOp::land || node.op == FilterOp::lor;
    if (!is_before(node.left, at) || (!is_unary && !is_before(node.right, at)))
      return fail(ErrorKind::internal, "a node of a filter stands before what is below it");
    const auto is_leaf = [&](std::int32_t below) {
      return query.nodes[static_cast<std::size_t>(below)].op == FilterOp::leaf;
    };
    if (is_joining == (is_leaf(node.left) || (!is_unary && is_leaf(node.right))))
      return fail(ErrorKind::refused,
                  "a filter compares terms and joins comparisons by &&, || and !; nothing else");
  }
  for (const std::int32_t root : query.filters)
    if (!is_before(root, query.nodes.size()) ||
        query.nodes[static_cast<std::size_t>(root)].op == FilterOp::leaf)
      return fail(ErrorKind::refused, "a filter must be a comparison, not a term alone");
  return {};
}

}  // namespace

Result<void> check_query(const Query& query) {
  if (auto good = check_sizes(query); !good) return good;
  if (auto good = check_patterns(query); !good) return good;
  if (auto good = check_nodes(query); !good) return good;
  for (const std::uint32_t variable : query.projected)
    if (variable >= query.variables.size() || !is_bound(query, variable))
      return fail(ErrorKind::refused, "a variable is selected that no triple pattern binds");
  if (query.projected.size() > kMostVariables)
    return fail(ErrorKind::refused, "a row has more than " + std::to_string(kMostVariables) +
                                        " variables; select fewer");
  if (query.is_count && query.limit)
    return fail(ErrorKind::refused, "LIMIT stands beside COUNT, whose answer is one number");
  return {};
}

}  // namespace pontage::triple_join
