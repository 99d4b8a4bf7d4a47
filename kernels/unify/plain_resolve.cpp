// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/plain_resolve.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace pontage::unify {
namespace {

using Bindings = std::vector<Term>;  // of a clause's variables; empty: not bound

Term substitute(const Term& pattern, const Bindings& bindings) {
  Term result;
  for (const Cell cell : pattern) {
    const bool is_bound = is_variable(cell) && !bindings[payload_of(cell)].empty();
    if (!is_bound)
      result.push_back(cell);
    else
      result.insert(result.end(), bindings[payload_of(cell)].begin(),
                    bindings[payload_of(cell)].end());
  }
  return result;
}

/// Makes `pattern` equal to the ground term by binding its variables.
bool bind(const Term& pattern, const Term& ground, Bindings& bindings) {
  std::size_t at = 0;
  for (const Cell cell : pattern) {
    const std::size_t end = is_variable(cell) ? end_of_term(ground, at) : at + 1;
    if (!is_variable(cell)) {
      if (at >= ground.size() || ground[at] != cell) return false;
    } else {
      Term part(ground.begin() + static_cast<std::ptrdiff_t>(at),
                ground.begin() + static_cast<std::ptrdiff_t>(end));
      Term& value = bindings[payload_of(cell)];
      if (value.empty())
        value = std::move(part);
      else if (value != part)
        return false;
    }
    at = end;
  }
  return true;
}

std::vector<Term> arguments_of(const Term& goal) {
  std::vector<Term> arguments;
  for (std::size_t at = 1; at < goal.size();) {
    const std::size_t end = end_of_term(goal, at);
    arguments.emplace_back(goal.begin() + static_cast<std::ptrdiff_t>(at),
                           goal.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  }
  return arguments;
}
bool is_ground(const Term& term) { return std::ranges::none_of(term, is_variable); }

std::int64_t nesting(const Term& term) {
  std::int64_t deepest = 0;
  std::vector<Cell> open;
  for (const Cell cell : term) {
    deepest = std::max(deepest, std::ssize(open) + 1);
    if (is_functor(cell)) {
      open.push_back(arity_of(cell));
      continue;
    }
    while (!open.empty() && --open.back() == 0) open.pop_back();
  }
  return deepest;
}

/// A call is its predicate and those of its arguments that are ground.
using Call = std::vector<Term>;
Call call_of(const Term& goal) {
  Call call{{goal[0]}};
  for (Term& argument : arguments_of(goal))
    call.push_back(is_ground(argument) ? std::move(argument) : Term{});
  return call;
}

class Solver {
 public:
  Solver(const Knowledge& knowledge, std::int64_t depth, std::uint64_t most)
      : depth_(depth), most_(most) {
    for (const Fact& fact : knowledge.facts()) {
      const Term term = knowledge.fact_term(fact);
      const auto arguments = arguments_of(term);
      for (std::size_t i = 0; i < arguments.size(); ++i)
        facts_[{Term{term[0], static_cast<Cell>(i)}, arguments[i]}].push_back(term);
      facts_[{Term{term[0]}, {}}].push_back(term);
    }
    for (const Clause& rule : knowledge.rules) rules_[rule.head[0]].push_back(&rule);
  }

  Expectation solve(const Term& query) {
    tables_.clear();
    derived_ = 0;
    const Call root = call_of(query);
    open(root);
    while ((!fresh_.empty() || !dirty_.empty()) && derived_ <= most_) evaluate(next());
    fresh_.clear();
    dirty_.clear();
    waiting_.clear();
    return {tables_[root].answers, derived_};
  }

 private:
  struct Table {
    std::set<Term> answers;
    std::set<Call> callers;
  };

  void open(const Call& call) {
    if (tables_.try_emplace(call).second) fresh_.push_back(call);
  }
  /// Calls that have not been tried come first, then those to be done again, the first one first.
  Call next() {
    Call call;
    if (!fresh_.empty()) {
      call = std::move(fresh_.back());
      fresh_.pop_back();
      return call;
    }
    call = std::move(dirty_.front());
    dirty_.pop_front();
    waiting_.erase(call);
    return call;
  }

  void evaluate(const Call& call) {
    for (const Clause* rule : rules_[call[0][0]]) {
      Bindings bindings(rule->variables);
      const auto arguments = arguments_of(rule->head);
      bool fits = true;
      for (std::size_t i = 0; i < arguments.size() && fits; ++i)
        fits = call[i + 1].empty() || bind(arguments[i], call[i + 1], bindings);
      if (fits) prove(call, *rule, 0, bindings);
    }
  }

  void prove(const Call& call, const Clause& rule, std::size_t goal, const Bindings& bindings) {
    if (derived_ > most_) return;
    if (goal == rule.body.size()) return conclude(call, substitute(rule.head, bindings));
    const Term wanted = substitute(rule.body[goal], bindings);
    const auto go_on = [&](const Term& answer) {
      Bindings more = bindings;
      if (bind(rule.body[goal], answer, more)) prove(call, rule, goal + 1, more);
    };
    if (!rules_.contains(wanted[0])) {
      for (const Term& fact : facts_like(wanted)) go_on(fact);
      return;
    }
    const Call inner = call_of(wanted);
    open(inner);
    tables_[inner].callers.insert(call);
    const std::set<Term> answers = tables_[inner].answers;  // may grow while they are used
    for (const Term& answer : answers) go_on(answer);
  }

  void conclude(const Call& call, Term answer) {
    // The predicate itself is no level.
    if (!is_ground(answer) || nesting(answer) - 1 > depth_) return;
    if (!tables_[call].answers.insert(std::move(answer)).second) return;
    ++derived_;
    for (const Call& caller : tables_[call].callers)
      if (waiting_.insert(caller).second) dirty_.push_back(caller);
  }

  const std::vector<Term>& facts_like(const Term& goal) {
    const std::vector<Term>* best = &facts_[{Term{goal[0]}, {}}];
    const auto arguments = arguments_of(goal);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (!is_ground(arguments[i])) continue;
      const auto& some = facts_[{Term{goal[0], static_cast<Cell>(i)}, arguments[i]}];
      if (some.size() < best->size()) best = &some;
    }
    return *best;
  }

  std::int64_t depth_;
  std::uint64_t most_;
  std::map<std::pair<Term, Term>, std::vector<Term>> facts_;
  std::map<Cell, std::vector<const Clause*>> rules_;
  std::map<Call, Table> tables_;
  std::vector<Call> fresh_;
  std::deque<Call> dirty_;
  std::set<Call> waiting_;  // those in dirty_
  std::uint64_t derived_ = 0;
};

}  // namespace

std::vector<Expectation> plain_resolve(const Knowledge& knowledge, std::int64_t depth,
                                       std::uint64_t most) {
  Solver solver(knowledge, depth, most);
  std::vector<Expectation> all;
  for (const Term& query : knowledge.query_terms()) {
    all.push_back(solver.solve(query));
    if (all.back().derived > most) break;
  }
  return all;
}

}  // namespace pontage::unify
