// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/families.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "kernels/unify/knowledge.hpp"
#include "kernels/unify/plain_unify.hpp"
#include "kernels/unify/term_digest.hpp"

namespace pontage::unify {
namespace {

/// Symbols of functors: of the families' own terms.
enum : Cell { kPair = 1, kNode = 2, kWide = 3, kFirstRandom = 8 };
constexpr Cell kRandomFunctors = 16, kRandomConstants = 64;

/// A pair that is being written.
struct Sides {
  std::vector<Cell> left, right;
  Cell variables = 0;

  Cell fresh() { return variable(variables++); }
  void both(Cell cell) { left.push_back(cell), right.push_back(cell); }
};

void add_pair(PairBatch& batch, const Sides& sides, UnifyAnswer expected) {
  batch.pairs.push_back({static_cast<std::uint32_t>(batch.cells.size()),
                         static_cast<std::uint32_t>(sides.left.size()),
                         static_cast<std::uint32_t>(sides.left.size() + sides.right.size()),
                         sides.variables});
  batch.cells.insert(batch.cells.end(), sides.left.begin(), sides.left.end());
  batch.cells.insert(batch.cells.end(), sides.right.begin(), sides.right.end());
  batch.expected.push_back(expected);
}

UnifyAnswer answer_of(std::span<const Cell> result) {
  UnifyAnswer answer{0, kUnifies, 0};
  answer.digest = written_digest(result, answer.free);
  return answer;
}

/// A random term of about `size` cells, over `variables` variables.
void grow(std::vector<Cell>& to, std::int64_t size, Cell variables, Rng& rng) {
  // Budgets of the terms that are still to be written, the next one last.
  std::vector<std::int64_t> budgets{size};
  while (!budgets.empty()) {
    const std::int64_t budget = budgets.back();
    budgets.pop_back();
    if (budget <= 1) {
      const bool is_var = variables > 0 && rng.below(8) == 0;
      to.push_back(is_var ? variable(static_cast<Cell>(rng.below(variables)))
                          : constant(static_cast<Cell>(rng.below(kRandomConstants))));
      continue;
    }
    const auto arity = static_cast<Cell>(1 + rng.below(std::min<std::uint64_t>(4, budget - 1)));
    to.push_back(functor(kFirstRandom + static_cast<Cell>(rng.below(kRandomFunctors)), arity));
    for (Cell i = 0; i < arity; ++i) budgets.push_back((budget - 1 + i) / arity);
  }
}

/// A subterm that one side has as a variable.
struct Planted {
  std::size_t begin = 0, end = 0;
  bool is_left = false;
  Cell variable = 0;
};

/// Two terms whose most general common instance is `term`: some of its subterms, none within
/// another, are a variable on one side and written out on the other. Equal subterms on the same
/// side may be the same variable.
std::vector<std::size_t> plant(std::span<const Cell> term, Sides& sides, Rng& rng) {
  std::vector<Planted> planted;
  std::vector<std::size_t> constants;  // of the right side, where the left has the same
  const auto var_for = [&](std::size_t begin, std::size_t end, bool is_left) {
    const auto same = [&](const Planted& p) {
      return p.is_left == is_left && p.end - p.begin == end - begin &&
             std::equal(term.begin() + static_cast<std::ptrdiff_t>(begin),
                        term.begin() + static_cast<std::ptrdiff_t>(end),
                        term.begin() + static_cast<std::ptrdiff_t>(p.begin));
    };
    const auto from = planted.end() - std::min<std::ptrdiff_t>(8, std::ssize(planted));
    if (const auto found = std::find_if(from, planted.end(), same); found != planted.end())
      return found->variable;
    planted.push_back({begin, end, is_left, sides.fresh()});
    return planted.back().variable;
  };
  bool is_next_left = rng.below(2) == 0;
  for (std::size_t at = 0; at < term.size();) {
    const bool must = planted.empty() && at >= 5;
    if (at == 0 || is_variable(term[at]) || !(must || rng.below(5) == 0)) {
      if (tag_of(term[at]) == kConstant) constants.push_back(sides.right.size());
      sides.both(term[at++]);
      continue;
    }
    const std::size_t end = end_of_term(term, at);
    auto& with_var = is_next_left ? sides.left : sides.right;
    auto& written = is_next_left ? sides.right : sides.left;
    with_var.push_back(var_for(at, end, is_next_left));
    written.insert(written.end(), term.begin() + static_cast<std::ptrdiff_t>(at),
                   term.begin() + static_cast<std::ptrdiff_t>(end));
    is_next_left = !is_next_left;
    at = end;
  }
  return constants;
}

void add_random(PairBatch& batch, std::int64_t size, Rng& rng) {
  constexpr Cell kOwnVariables = 4;
  std::vector<Cell> term;
  grow(term, std::max<std::int64_t>(size, 3), kOwnVariables, rng);
  Sides sides;
  sides.variables = kOwnVariables;
  const auto constants = plant(term, sides, rng);
  UnifyAnswer expected = answer_of(term);
  if (rng.below(4) == 0 && !constants.empty()) {
    sides.right[constants[rng.below(constants.size())]] = constant(kRandomConstants);
    expected = {};
  }
  batch.most_written = std::max(batch.most_written, static_cast<double>(term.size()));
  add_pair(batch, sides, expected);
}

/// Leaf `number` of one side and of the other, and of the result: a constant, which in every fourth
/// place one side, or the other, has as a variable.
void add_leaf(Sides& sides, std::vector<Cell>* result, std::uint64_t number, Rng& rng) {
  const Cell leaf = constant(static_cast<Cell>(rng.below(kRandomConstants)));
  sides.left.push_back(number % 4 == 0 ? sides.fresh() : leaf);
  sides.right.push_back(number % 4 == 2 ? sides.fresh() : leaf);
  if (result != nullptr) result->push_back(leaf);
}

void add_wide(PairBatch& batch, std::int64_t size, Rng& rng) {
  Sides sides;
  std::vector<Cell> result;
  const Cell head = functor(kWide, static_cast<Cell>(size));
  sides.both(head);
  result.push_back(head);
  for (std::int64_t i = 0; i < size; ++i) {
    if (i % 8 != 5) {
      add_leaf(sides, &result, static_cast<std::uint64_t>(i), rng);
      continue;
    }
    sides.left.push_back(sides.fresh());  // a variable on both sides
    sides.right.push_back(sides.fresh());
    result.push_back(sides.left.back());
  }
  batch.most_written = std::max(batch.most_written, static_cast<double>(result.size()));
  add_pair(batch, sides, answer_of(result));
}

/// p(A, one) against p(other, A): `one` and `other` meet only through A.
void add_crossed(PairBatch& batch, const Sides& inner, std::span<const Cell> common) {
  Sides sides;
  sides.variables = inner.variables;
  const Cell a = sides.fresh();
  sides.both(functor(kPair, 2));
  sides.left.push_back(a);
  sides.left.insert(sides.left.end(), inner.left.begin(), inner.left.end());
  sides.right.insert(sides.right.end(), inner.right.begin(), inner.right.end());
  sides.right.push_back(a);
  std::vector<Cell> result{functor(kPair, 2)};
  for (int twice = 0; twice < 2; ++twice) result.insert(result.end(), common.begin(), common.end());
  batch.most_written = std::max(batch.most_written, static_cast<double>(result.size()));
  add_pair(batch, sides, answer_of(result));
}

void add_deep(PairBatch& batch, std::int64_t size, Rng& rng) {
  Sides sides;
  std::vector<Cell> result;
  for (std::int64_t level = 0; level < size; ++level) {
    const Cell head = functor(kNode, 2);
    sides.both(head);
    result.push_back(head);
    add_leaf(sides, &result, static_cast<std::uint64_t>(level), rng);
  }
  sides.left.push_back(sides.fresh());
  sides.right.push_back(sides.fresh());
  result.push_back(sides.left.back());
  add_crossed(batch, sides, result);
}

void add_balanced(PairBatch& batch, std::int64_t size, Rng& rng) {
  Sides sides;
  std::vector<Cell> result;
  std::vector<std::int64_t> open{size};  // leaves of the trees still to be written
  for (std::uint64_t leaf = 0; !open.empty();) {
    const std::int64_t leaves = open.back();
    open.pop_back();
    if (leaves == 1) {
      add_leaf(sides, &result, leaf++, rng);
      continue;
    }
    sides.both(functor(kNode, 2));
    result.push_back(functor(kNode, 2));
    open.push_back(leaves / 2);
    open.push_back(leaves - leaves / 2);
  }
  add_crossed(batch, sides, result);
}

/// p(x₁ … xₙ, y₁ … yₙ, x₁) against p(f(x₂, x₂) … f(xₙ₊₁, xₙ₊₁), f(y₂, y₂) …, y₁).
void add_exponential(PairBatch& batch, std::int64_t size) {
  const auto n = static_cast<Cell>(size);
  Sides sides;
  sides.variables = 2 * (n + 1);
  const Cell head = functor(kWide, 2 * n + 1);
  sides.both(head);
  for (const Cell first : {Cell{0}, n + 1})
    for (Cell i = 0; i < n; ++i) {
      sides.left.push_back(variable(first + i));
      sides.right.insert(sides.right.end(),
                         {functor(kNode, 2), variable(first + i + 1), variable(first + i + 1)});
    }
  sides.left.push_back(variable(0));
  sides.right.push_back(variable(n + 1));
  // The rows of x₁ to xₙ, from the last.
  std::vector<RowDigest> rows(n + std::size_t{1});
  append(rows[n], variable(0));
  for (Cell i = n; i-- > 0;) {
    append(rows[i], functor(kNode, 2));
    append(rows[i], rows[i + 1]);
    append(rows[i], rows[i + 1]);
  }
  RowDigest whole;
  append(whole, head);
  for (int twice = 0; twice < 2; ++twice)
    for (Cell i = 0; i < n; ++i) append(whole, rows[i]);
  append(whole, rows[0]);
  batch.most_written = std::max(batch.most_written, std::exp2(static_cast<double>(n) + 3));
  add_pair(batch, sides, {whole.sum, kUnifies, 1});
}

void add_cyclic(PairBatch& batch, std::int64_t size, Rng& rng) {
  const auto n = static_cast<Cell>(size);
  Sides sides;
  sides.variables = n;
  sides.both(functor(kWide, n));
  std::vector<Cell> order(n);
  for (Cell i = 0; i < n; ++i) order[i] = i;
  rng.shuffle(std::span(order));
  for (const Cell i : order) {
    sides.left.push_back(variable(i));
    sides.right.insert(sides.right.end(), {functor(kNode, 2), variable((i + 1) % n), constant(i)});
  }
  batch.most_written = std::max(batch.most_written, static_cast<double>(n));
  add_pair(batch, sides, {});
}

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

/// heads or heads:FACTS, FACTS being those of `resolve`.
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

/// The largest size of a family, or 0 when there is no such family.
std::int64_t most_size(std::string_view family) {
  if (family == "wide" || family == "cyclic") return kMostArity;
  if (family == "exponential") return (kMostArity - 1) / 2;
  if (family == "random" || family == "deep" || family == "balanced") return 1 << 24;
  return 0;
}

}  // namespace

std::uint64_t written_digest(std::span<const Cell> term, std::uint32_t& free) {
  std::unordered_map<Cell, Cell> names;
  std::vector<Cell> named(term.begin(), term.end());
  for (Cell& cell : named)
    if (is_variable(cell))
      cell = variable(names.try_emplace(cell, static_cast<Cell>(names.size())).first->second);
  free = static_cast<std::uint32_t>(names.size());
  // Horner's way, from the last cell: no weights.
  std::uint64_t sum = 0;
  for (auto cell = named.rbegin(); cell != named.rend(); ++cell)
    sum = add_mod(multiply_mod(sum, kDigestBase), *cell);
  return sum;
}

Result<PairBatch> make_pairs(const UnifyShape& shape, Seed seed) {
  if (shape.family == "heads" || shape.family.starts_with("heads:")) return make_heads(shape, seed);
  const std::int64_t most = most_size(shape.family);
  if (most == 0)
    return fail(ErrorKind::usage, "there is no family '" + shape.family +
                                      "'; it takes random, wide, deep, balanced, exponential, "
                                      "cyclic, heads or heads:FACTS");
  if (shape.size > most)
    return fail(ErrorKind::refused, "family=" + shape.family + " has a size of at most " +
                                        std::to_string(most) + ", not " +
                                        std::to_string(shape.size));
  PairBatch batch;
  Rng rng(mix64(seed ^ 0x756e696679ULL));
  for (std::int64_t pair = 0; pair < shape.pairs; ++pair) {
    if (shape.family == "random") add_random(batch, shape.size, rng);
    if (shape.family == "wide") add_wide(batch, shape.size, rng);
    if (shape.family == "deep") add_deep(batch, shape.size, rng);
    if (shape.family == "balanced") add_balanced(batch, shape.size, rng);
    if (shape.family == "exponential") add_exponential(batch, shape.size);
    if (shape.family == "cyclic") add_cyclic(batch, shape.size, rng);
  }
  return batch;
}

}  // namespace pontage::unify
