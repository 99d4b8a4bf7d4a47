// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/proof_checker.hpp"

#include <optional>
#include <vector>

namespace pontage::unify {
namespace {

/// The term of a value, those made for the query too; nothing where a value is none.
class Reader {
 public:
  Reader(const Knowledge& knowledge, std::span<const Value> made)
      : knowledge_(knowledge), made_(made) {}

  std::optional<Term> read(Cell head, const Value* args) const {
    if (!is_functor(head) || arity_of(head) > kMostArguments) return std::nullopt;
    Term term{head};
    for (Cell i = 0; i < arity_of(head); ++i)
      if (!append(args[i], term)) return std::nullopt;
    return term;
  }

 private:
  bool append(Value value, Term& to) const {
    constexpr std::size_t kMostCells = 1 << 20;
    const std::size_t shared = knowledge_.terms().size();
    std::vector<Value> open{value};
    while (!open.empty()) {
      const Value next = open.back();
      open.pop_back();
      if (tag_of(next) == kConstant) {
        to.push_back(next);
        continue;
      }
      const std::size_t at = payload_of(next);
      if (tag_of(next) != kCompound || at >= shared + made_.size() || to.size() > kMostCells)
        return false;
      const auto words = at < shared ? std::span<const Value>(knowledge_.terms()).subspan(at)
                                     : made_.subspan(at - shared);
      const Cell arity = arity_of(words[0]);
      if (!is_functor(words[0]) || words.size() <= arity) return false;
      to.push_back(words[0]);
      for (Cell i = arity; i > 0; --i) open.push_back(words[i]);
    }
    return true;
  }
  const Knowledge& knowledge_;
  std::span<const Value> made_;
};

/// Whether `term` is an instance of `pattern`, with what is already known of its variables.
bool is_instance(const Term& pattern, const Term& term, std::vector<Term>& known) {
  std::size_t at = 0;
  for (const Cell cell : pattern) {
    if (at >= term.size()) return false;
    if (!is_variable(cell)) {
      if (term[at++] != cell) return false;
      continue;
    }
    const std::size_t end = end_of_term(term, at);
    const Term part(term.begin() + static_cast<std::ptrdiff_t>(at),
                    term.begin() + static_cast<std::ptrdiff_t>(end));
    Term& value = known[payload_of(cell)];
    if (value.empty()) value = part;
    if (value != part) return false;
    at = end;
  }
  return at == term.size();
}

}  // namespace

std::set<Term> check_proof(const Knowledge& knowledge, const ClaimedProof& proof,
                           std::string& why) {
  const Reader reader(knowledge, proof.made);
  std::vector<Term> proved;
  for (std::size_t i = 0; i < proof.steps.size(); ++i) {
    const ProofStep& step = proof.steps[i];
    const auto wrong = [&](const std::string& what) {
      why = "step " + std::to_string(i) + " " + what;
      return std::set<Term>(proved.begin(), proved.end());
    };
    const auto conclusion = reader.read(step.head, step.args);
    if (!conclusion) return wrong("is no ground term");
    if (step.rule >= knowledge.rules.size()) return wrong("names a rule that is not there");
    const Clause& rule = knowledge.rules[step.rule];
    std::vector<Term> known(rule.variables);
    if (!is_instance(rule.head, *conclusion, known))
      return wrong("is no instance of the head of rule " + std::to_string(step.rule));
    for (std::size_t goal = 0; goal < rule.body.size(); ++goal) {
      const std::uint32_t premise = step.premises[goal];
      const bool is_fact = (premise & kFactPremise) != 0;
      const std::uint32_t number = premise & ~kFactPremise;
      if (is_fact ? number >= knowledge.facts().size() : number >= i)
        return wrong("rests on something that is neither a fact nor a step before it");
      const Term& term = is_fact ? knowledge.fact_term(knowledge.facts()[number]) : proved[number];
      if (!is_instance(rule.body[goal], term, known))
        return wrong("has premise " + std::to_string(goal) +
                     ", which is no instance of the rule's goal");
    }
    proved.push_back(*conclusion);
  }
  return {proved.begin(), proved.end()};
}

}  // namespace pontage::unify
