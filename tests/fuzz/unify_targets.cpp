// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <memory>
#include <vector>

#include "kernels/unify/plain_unify.hpp"
#include "kernels/unify/resolve.hpp"
#include "kernels/unify/row_vectors.hpp"
#include "kernels/unify/unify.hpp"
#include "kernels/unify/union_find_item.hpp"
#include "libbench/check.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::test {
namespace {

/// Every variant, and its judge.
void check_variants(const Kernel& kernel, const Problem& problem, std::string_view input) {
  SerialTeam team;
  for (const Variant& variant : able_variants(kernel, problem)) {
    Bench bench(problem);
    bench.run(variant, team);
    const Verdict verdict = bench.judge();
    PONTAGE_CHECK(verdict.right, variant.name, verdict.why, input);
  }
}

#ifdef PONTAGE_HAS_HIGHWAY
/// The item of `vectors` on a pair however small: so many constants stand before the two terms, in
/// a row with them, that vectors are tried from the first argument on, and so many behind that the
/// row does not end before.
void check_vectors(std::span<const unify::Cell> left, std::span<const unify::Cell> right,
                   unify::Cell variables) {
  constexpr unify::Cell kBefore = 62, kBehind = 40;
  const auto in_a_row = [](std::span<const unify::Cell> term) {
    std::vector<unify::Cell> row{unify::functor(1, kBefore + 1 + kBehind)};
    row.resize(1 + kBefore, unify::constant(1));
    row.insert(row.end(), term.begin(), term.end());
    row.resize(row.size() + kBehind, unify::constant(2));
    return row;
  };
  std::vector<unify::Cell> cells = in_a_row(left);
  const std::vector<unify::Cell> other = in_a_row(right);
  unify::PairBatch batch;
  batch.expected = {unify::plain_answer(cells, other, variables)};
  const auto middle = static_cast<std::uint32_t>(cells.size());
  cells.insert(cells.end(), other.begin(), other.end());
  batch.cells = cells;
  batch.pairs = {{0, middle, static_cast<std::uint32_t>(cells.size()), variables}};
  const auto problem =
      unify::make_unify_problem(std::move(batch), *unify::unify().shape_schema().make({}));
  Bench bench(*problem);
  const unify::Unifications all = unify::unifications_of(bench.args());
  const unify::ManyRows rows{unify::row_functions(), all.cells + cells.size()};
  NullProbe probe;
  unify::union_find_item(probe, all, all.lane(0), 0, rows);
  PONTAGE_CHECK(bench.judge().right, bench.judge().why, unify::term_text(cells, 0));
}
#endif

}  // namespace

void fuzz_rules(std::string_view text) {
  constexpr int kMost = 200;
  unify::Knowledge knowledge;
  auto clauses = unify::parse_clauses(text, knowledge.symbols);
  if (!clauses) {
    PONTAGE_CHECK(clauses.error().what.starts_with("line "), clauses.error().what);
    return;
  }
  for (const unify::Clause& clause : *clauses) {
    unify::Symbols symbols = knowledge.symbols;
    const std::string again = unify::clause_text(clause, symbols);
    const auto same = unify::parse_clauses(again, symbols);
    PONTAGE_CHECK(same.has_value() && same->size() == 1 && (*same)[0].head == clause.head &&
                      (*same)[0].body == clause.body,
                  text, again);
  }
  if (clauses->empty()) return;
  // What the first clause's predicate holds of.
  unify::Term goal{(*clauses)[0].head[0]};
  const unify::Cell arity = unify::arity_of(goal[0]);
  for (unify::Cell i = 0; i < arity; ++i) goal.push_back(unify::variable(i));
  for (const unify::Clause& clause : *clauses)  // a fact with variables is none
    if (clause.body.empty() && clause.variables > 0) return;
  knowledge.add_clauses(std::move(*clauses));
  knowledge.add_query(goal, arity);
  knowledge.build_index();
  const auto shape = unify::resolve().shape_schema().make(
      {{"most", kMost}, {"lanes", 1}, {"depth", 8}, {"queries", 1}});
  const auto problem = unify::make_resolve_problem(std::move(knowledge), *shape);
  if (problem)
    check_variants(unify::resolve(), **problem, text);
  else
    PONTAGE_CHECK(problem.error().kind == ErrorKind::refused, problem.error().what);
}

void fuzz_terms(std::string_view bytes) {
  constexpr unify::Cell kVariables = 6;
  constexpr std::size_t kMostCells = 40;  // plain_unify writes terms out
  std::vector<unify::Cell> cells(std::min(bytes.size() / sizeof(unify::Cell), kMostCells));
  if (!cells.empty()) std::memcpy(cells.data(), bytes.data(), cells.size() * sizeof(unify::Cell));
  const auto middle = unify::check_term(cells, 0, kVariables);
  const auto end = middle ? unify::check_term(cells, *middle, kVariables) : middle;
  if (!end) {
    PONTAGE_CHECK(end.error().what.starts_with("cell "), end.error().what);
    return;
  }
  cells.resize(*end);
  const auto all = std::span<const unify::Cell>(cells);
  unify::PairBatch batch;
  batch.cells = cells;
  batch.pairs = {
      {0, static_cast<std::uint32_t>(*middle), static_cast<std::uint32_t>(*end), kVariables}};
  batch.expected = {unify::plain_answer(all.first(*middle), all.subspan(*middle), kVariables)};
  const auto problem =
      unify::make_unify_problem(std::move(batch), *unify::unify().shape_schema().make({}));
  check_variants(unify::unify(), *problem, unify::term_text(all, 0));
#ifdef PONTAGE_HAS_HIGHWAY
  check_vectors(all.first(*middle), all.subspan(*middle), kVariables);
#endif
}

}  // namespace pontage::test
