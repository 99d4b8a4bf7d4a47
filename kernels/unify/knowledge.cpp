// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/knowledge.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

#include "libbench/check.hpp"

namespace pontage::unify {

namespace {

std::size_t slots_for(std::size_t entries) { return std::bit_ceil(2 * entries + 2); }

}  // namespace

Value Knowledge::intern(std::span<const Cell> term) {
  // Values of what has been read, arguments before their functor: from the last cell.
  std::vector<Value> values;
  for (std::size_t at = term.size(); at-- > 0;) {
    PONTAGE_CHECK(!is_variable(term[at]), at);
    const Cell arity = arity_of(term[at]);
    if (arity == 0) {
      values.push_back(term[at]);
      continue;
    }
    std::string key(reinterpret_cast<const char*>(&term[at]), sizeof(Cell));
    for (Cell i = 0; i < arity; ++i)
      key.append(reinterpret_cast<const char*>(&values[values.size() - 1 - i]), sizeof(Value));
    const auto [found, is_new] =
        known_.try_emplace(key, compound(static_cast<std::uint32_t>(terms_.size() + 1)));
    if (is_new) {
      std::uint32_t levels = 1;
      for (Cell i = 0; i < arity; ++i)
        if (const Value inner = values[values.size() - 1 - i]; is_compound(inner))
          levels = std::max(levels, terms_[payload_of(inner) - 1]);
      terms_.push_back(levels + 1);
      terms_.push_back(term[at]);
      for (Cell i = 0; i < arity; ++i) terms_.push_back(values[values.size() - 1 - i]);
    }
    values.resize(values.size() - arity);
    values.push_back(found->second);
  }
  return values.back();
}

Term Knowledge::term_of(Value value) const {
  Term term;
  std::vector<Value> open{value};
  while (!open.empty()) {
    const Value next = open.back();
    open.pop_back();
    if (!is_compound(next)) {
      term.push_back(next);
      continue;
    }
    const std::uint32_t at = payload_of(next);
    term.push_back(terms_[at]);
    for (Cell i = arity_of(terms_[at]); i > 0; --i) open.push_back(terms_[at + i]);
  }
  return term;
}

namespace {

/// The arguments of a goal, as stretches of it.
std::vector<std::span<const Cell>> arguments_of(std::span<const Cell> goal) {
  std::vector<std::span<const Cell>> arguments;
  for (std::size_t at = 1; at < goal.size();) {
    const std::size_t end = end_of_term(goal, at);
    arguments.push_back(goal.subspan(at, end - at));
    at = end;
  }
  return arguments;
}

}  // namespace

void Knowledge::add_fact(std::span<const Cell> fact) {
  Fact record{fact[0], {}};
  std::size_t place = 0;
  for (const auto& argument : arguments_of(fact)) record.args[place++] = intern(argument);
  facts_.push_back(record);
}

void Knowledge::add_clauses(std::vector<Clause> clauses) {
  const auto is_fact = [](const Clause& c) { return c.body.empty() && c.variables == 0; };
  for (const Clause& clause : clauses)
    if (!is_fact(clause)) rules.push_back(clause);
  for (Clause& clause : clauses) {
    if (!is_fact(clause)) continue;
    if (is_derived(clause.head[0]))
      rules.push_back(std::move(clause));
    else
      add_fact(clause.head);
  }
}

Term Knowledge::fact_term(const Fact& fact) const {
  Term term{fact.head};
  for (Cell i = 0; i < arity_of(fact.head); ++i) {
    const Term argument = term_of(fact.args[i]);
    term.insert(term.end(), argument.begin(), argument.end());
  }
  return term;
}

void Knowledge::add_query(std::span<const Cell> goal, Cell variables) {
  QueryRecord record{goal[0], {}};
  std::size_t place = 0;
  for (const auto& argument : arguments_of(goal)) {
    const bool is_ground = std::ranges::none_of(argument, is_variable);
    PONTAGE_CHECK(is_ground || argument.size() == 1, place);
    record.args[place++] = is_ground ? intern(argument) : 0;
  }
  PONTAGE_CHECK(variables <= kMostArguments, variables);
  queries_.push_back(record);
  query_terms_.emplace_back(goal.begin(), goal.end());
}

bool Knowledge::is_derived(Cell predicate) const {
  return std::ranges::any_of(rules, [&](const Clause& r) { return r.head[0] == predicate; });
}

std::span<const Fact> Knowledge::facts_of(Cell predicate) const {
  const auto from = std::ranges::lower_bound(facts_, predicate, {}, &Fact::head);
  const auto to = std::ranges::upper_bound(facts_, predicate, {}, &Fact::head);
  return {from, to};
}

void Knowledge::build_index() {
  // A fact stands once.
  const auto key = [](const Fact& f) {
    return std::tuple(f.head, f.args[0], f.args[1], f.args[2]);
  };
  std::ranges::sort(facts_, {}, key);
  const auto same = [&](const Fact& a, const Fact& b) { return key(a) == key(b); };
  facts_.erase(std::unique(facts_.begin(), facts_.end(), same), facts_.end());
  build_clauses();
  build_term_slots();
  build_fact_slots();
}

void Knowledge::build_term_slots() {
  term_slots_.assign(slots_for(terms_.size()), 0);
  for (std::uint32_t at = 1; at < terms_.size(); at += arity_of(terms_[at]) + 2) {
    std::uint32_t hash = 0;
    for (Cell i = 0; i <= arity_of(terms_[at]); ++i) hash = hash_words(hash, terms_[at + i]);
    std::size_t slot = hash & (term_slots_.size() - 1);
    while (term_slots_[slot] != 0) slot = (slot + 1) & (term_slots_.size() - 1);
    term_slots_[slot] = compound(at);
  }
}

void Knowledge::build_fact_slots() {
  std::map<std::tuple<Cell, std::uint32_t, Value>, std::vector<std::uint32_t>> stretches;
  for (std::uint32_t i = 0; i < facts_.size(); ++i) {
    for (Cell place = 0; place < arity_of(facts_[i].head); ++place)
      stretches[{facts_[i].head, place, facts_[i].args[place]}].push_back(i);
    stretches[{facts_[i].head, kMostArguments, 0}].push_back(i);
  }
  fact_slots_.assign(slots_for(stretches.size()), {});
  fact_order_.clear();
  for (const auto& [key, facts] : stretches) {
    const auto [head, place, value] = key;
    std::size_t slot =
        hash_words(hash_words(hash_words(0, head), place), value) & (fact_slots_.size() - 1);
    while (fact_slots_[slot].head != 0) slot = (slot + 1) & (fact_slots_.size() - 1);
    fact_slots_[slot] = {head, place, value, static_cast<std::uint32_t>(fact_order_.size()),
                         static_cast<std::uint32_t>(facts.size())};
    fact_order_.insert(fact_order_.end(), facts.begin(), facts.end());
  }
}

void Knowledge::build_clauses() {
  std::ranges::stable_sort(rules, {}, [](const Clause& rule) { return rule.head[0]; });
  const auto place_of = [&](const Term& term) {
    const auto at = static_cast<std::uint32_t>(clause_cells_.size());
    clause_cells_.insert(clause_cells_.end(), term.begin(), term.end());
    return at;
  };
  for (const Clause& rule : rules) {
    if (predicates_.empty() || predicates_.back().head != rule.head[0])
      predicates_.push_back({rule.head[0], static_cast<std::uint32_t>(clauses_.size()), 0});
    ++predicates_.back().count;
    ClauseRecord record{
        rule.variables, static_cast<std::uint32_t>(rule.body.size()), place_of(rule.head), {}};
    for (std::size_t i = 0; i < rule.body.size(); ++i) record.goal[i] = place_of(rule.body[i]);
    clauses_.push_back(record);
  }
}

}  // namespace pontage::unify
