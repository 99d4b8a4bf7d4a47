// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernels/unify/resolve_shape.hpp"
#include "kernels/unify/rules.hpp"
#include "libbench/rng.hpp"

namespace pontage::unify {

/// Facts, rules and queries in the form that `resolve` reads: ground terms are *values*, a
/// constant's cell or the place of a compound term in `terms`, each compound there once.
class Knowledge {
 public:
  Symbols symbols;
  std::vector<Clause> rules;
  std::string source;

  /// The value of a ground term.
  Value intern(std::span<const Cell> term);
  /// The term of a value.
  Term term_of(Value) const;
  void add_fact(std::span<const Cell> fact);
  /// Ground clauses without a body as facts, but for predicates that have rules.
  void add_clauses(std::vector<Clause>);
  void add_query(std::span<const Cell> goal, Cell variables);
  /// Facts by any argument, rules by predicate; after all are added.
  void build_index();

  const std::vector<Value>& terms() const { return terms_; }
  const std::vector<Fact>& facts() const { return facts_; }
  const std::vector<FactSlot>& fact_slots() const { return fact_slots_; }
  const std::vector<std::uint32_t>& fact_order() const { return fact_order_; }
  const std::vector<std::uint32_t>& term_slots() const { return term_slots_; }
  const std::vector<Cell>& clause_cells() const { return clause_cells_; }
  const std::vector<ClauseRecord>& clauses() const { return clauses_; }
  const std::vector<PredicateRecord>& predicates() const { return predicates_; }
  const std::vector<QueryRecord>& queries() const { return queries_; }
  const std::vector<Term>& query_terms() const { return query_terms_; }
  bool is_derived(Cell predicate) const;
  /// The facts of a predicate; after build_index.
  std::span<const Fact> facts_of(Cell predicate) const;

  /// The fact's term.
  Term fact_term(const Fact&) const;

 private:
  void build_term_slots();
  void build_fact_slots();
  void build_clauses();

  std::unordered_map<std::string, Value> known_;  // cells of a compound's functor and values
  std::vector<Value> terms_;
  std::vector<std::uint32_t> term_slots_;
  std::vector<Fact> facts_;
  std::vector<FactSlot> fact_slots_;
  std::vector<std::uint32_t> fact_order_;
  std::vector<Cell> clause_cells_;
  std::vector<ClauseRecord> clauses_;
  std::vector<PredicateRecord> predicates_;
  std::vector<QueryRecord> queries_;
  std::vector<Term> query_terms_;
};

/// The facts and queries that a shape names:
///   little            a family, a road map and a few packages, as text of ours
///   wordnet[:/dir]    WordNet 3.0 as triples; queries of its classes, parts and opposites
///   debian[:/file]    apt's lists; queries of what packages need, and what they clash with
///   reverse           naive reverse of a list of `size` elements: no facts but the list
Result<Knowledge> make_knowledge(const ResolveShape&, Seed);

}  // namespace pontage::unify
