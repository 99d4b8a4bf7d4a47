// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/heads_family.hpp"

#include <algorithm>

#include "kernels/unify/knowledge.hpp"
#include "kernels/unify/plain_unify.hpp"
#include "kernels/unify/written_sides.hpp"

namespace pontage::unify {
namespace {

/// Terms with their variables numbered from `first`.
void append_renamed(std::span<const Cell> term, Cell first, Term& to) {
  for (const Cell cell : term) to.push_back(is_variable(cell) ? cell + first : cell);
}

/// A head or goal of a rule, against a goal on a fact, one argument of which is asked for, or
/// against another rule's head.
void add_heads(PairBatch& batch, const Knowledge& knowledge, Rng& rng) {
  const Clause& rule = knowledge.rules[rng.below(knowledge.rules.size())];
  const std::uint64_t which = rng.below(rule.body.size() + 1);
  const Term& term = which == 0 ? rule.head : rule.body[which - 1];
  Sides sides;
  sides.left = term;
  sides.variables = rule.variables;
  const bool is_on_fact = !knowledge.is_derived(term[0]);
  if (is_on_fact) {
    const auto facts = knowledge.facts_of(term[0]);
    if (facts.empty()) return add_heads(batch, knowledge, rng);
    const Term fact = knowledge.fact_term(facts[rng.below(facts.size())]);
    const std::uint64_t asked = rng.below(arity_of(fact[0]));
    sides.right.push_back(fact[0]);
    std::size_t at = 1;
    for (Cell i = 0; i < arity_of(fact[0]); ++i) {
      const std::size_t end = end_of_term(fact, at);
      if (i == asked)
        sides.right.push_back(sides.fresh());
      else
        sides.right.insert(sides.right.end(), fact.begin() + static_cast<std::ptrdiff_t>(at),
                           fact.begin() + static_cast<std::ptrdiff_t>(end));
      at = end;
    }
  } else {
    const Clause& other = knowledge.rules[rng.below(knowledge.rules.size())];
    append_renamed(other.head, rule.variables, sides.right);
    sides.variables += other.variables;
  }
  batch.most_written = std::max(batch.most_written, static_cast<double>(sides.right.size()) * 4);
  add_pair(batch, sides, plain_answer(sides.left, sides.right, sides.variables));
}

}  // namespace

Result<PairBatch> make_heads(const UnifyShape& shape, Seed seed) {
  const std::string facts = shape.family == "heads" ? "wordnet" : shape.family.substr(6);
  const auto knowledge = make_knowledge({facts, 1, 1, 64, 1, 1}, seed);
  if (!knowledge) return pass_on(knowledge.error());
  PairBatch batch;
  Rng rng(mix64(seed ^ 0x6865616473ULL));
  for (std::int64_t pair = 0; pair < shape.pairs; ++pair) add_heads(batch, *knowledge, rng);
  batch.source = knowledge->source;
  return batch;
}

}  // namespace pontage::unify
