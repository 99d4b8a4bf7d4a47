// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/families.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "kernels/unify/heads_family.hpp"
#include "kernels/unify/planted_pairs.hpp"
#include "kernels/unify/term_digest.hpp"

namespace pontage::unify {
namespace {

/// Symbols of functors: of the families' own terms.
enum : Cell { kPair = 1, kNode = 2, kWide = 3 };

UnifyAnswer answer_of(std::span<const Cell> result) {
  UnifyAnswer answer{0, kUnifies, 0};
  answer.digest = written_digest(result, answer.free);
  return answer;
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

/// The largest size of a family, or 0 when there is no such family.
std::int64_t most_size(std::string_view family) {
  if (family == "wide" || family == "cyclic") return kMostArity;
  if (family == "exponential") return (kMostArity - 1) / 2;
  if (family == "random" || family == "deep" || family == "balanced") return 1 << 24;
  return 0;
}

}  // namespace

void add_pair(PairBatch& batch, const Sides& sides, UnifyAnswer expected) {
  batch.pairs.push_back({static_cast<std::uint32_t>(batch.cells.size()),
                         static_cast<std::uint32_t>(sides.left.size()),
                         static_cast<std::uint32_t>(sides.left.size() + sides.right.size()),
                         sides.variables});
  batch.cells.insert(batch.cells.end(), sides.left.begin(), sides.left.end());
  batch.cells.insert(batch.cells.end(), sides.right.begin(), sides.right.end());
  batch.expected.push_back(expected);
}

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
