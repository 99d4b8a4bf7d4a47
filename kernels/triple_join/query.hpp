// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/triple_join/triples.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// Limits of a query, so that plans have fixed sizes.
inline constexpr std::size_t kMostPatterns = 8, kMostVariables = 16, kMostNodes = 64;

/// A place in a pattern or a filter: a variable (its place in Query::variables) or a constant, as
/// its spelling (triples.hpp). A blank node of a query is a variable that nobody can project.
struct Slot {
  bool is_variable = false;
  std::uint32_t variable = 0;
  std::string constant;

  static Slot of_variable(std::uint32_t number) { return {true, number, {}}; }
  static Slot of_constant(std::string spelling) { return {false, 0, std::move(spelling)}; }
  friend bool operator==(const Slot&, const Slot&) = default;
};

/// How often a pattern's predicate is followed: once, p+ (once or more) or p* (also not at all;
/// then both ends are the same term, and where both are variables, a term that is the subject or
/// the object of any triple). A path gives each pair of ends once (SPARQL 1.1, 9.3) and its
/// predicate is a constant.
enum class Path : std::uint8_t { once, plus, star };

struct Pattern {
  Slot s, p, o;
  Path path = Path::once;
  friend bool operator==(const Pattern&, const Pattern&) = default;
};

/// A node of a filter. Comparisons have two leaves below them. Two numbers compare by value, two
/// plain literals (no datatype, no language) by their bytes, for == and != any two terms by
/// identity when they are not both numbers; every other < <= > >= is an error, and errors go
/// through && || ! as SPARQL 1.1, 17.2 has it. A filter that comes to an error or false drops the
/// row.
enum class FilterOp : std::uint8_t { leaf, eq, ne, lt, le, gt, ge, land, lor, lnot };

struct FilterNode {
  FilterOp op = FilterOp::leaf;
  std::int32_t left = -1, right = -1;  ///< nodes of the same query that stand before this one
  Slot leaf;
  friend bool operator==(const FilterNode&, const FilterNode&) = default;
};

/// What is asked: a basic graph pattern and what becomes of its solutions. A solution gives each
/// variable a term; without `distinct` a row comes as often as it has solutions.
struct Query {
  std::vector<std::string> variables;  ///< names without '?'; blank nodes begin with "_:"
  std::vector<Pattern> patterns;       ///< 1 to kMostPatterns
  std::vector<FilterNode> nodes;       ///< of all filters
  std::vector<std::int32_t> filters;   ///< their roots; all must hold
  /// The variables of a row, in order. For COUNT(?x) that one, for COUNT(*) all that are not blank
  /// nodes.
  std::vector<std::uint32_t> projected;
  bool is_count = false;               ///< the answer is how many rows there are
  bool distinct = false;               ///< SELECT DISTINCT, or COUNT(DISTINCT …)
  std::optional<std::uint64_t> limit;  ///< never beside is_count
  friend bool operator==(const Query&, const Query&) = default;
};

/// What every query must keep to, whoever made it: numbers in range, a pattern at least, filters
/// and rows of variables that a pattern has, paths with a constant predicate, no LIMIT beside
/// COUNT. Refuses with a sentence.
Result<void> check_query(const Query&);

}  // namespace pontage::triple_join
