// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "kernels/unify/plain_resolve.hpp"
#include "kernels/unify/resolve.hpp"
#include "kernels/unify/resolve_room.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::unify {
namespace {

using test::Bench;
using test::SerialTeam;
using test::variant_named;

constexpr Cell kSymbols = 30000;

std::string name_of(Cell symbol) { return "k" + std::to_string(symbol); }

/// Rules and facts in text, over constants that are known before.
Knowledge knowledge_of(const std::string& text, const std::string& query) {
  Knowledge knowledge;
  std::string numbered = "z(p, q, r). z(s, f).\n";  // functors have the smallest numbers
  for (Cell symbol = 0; symbol < kSymbols; ++symbol) numbered += "q(" + name_of(symbol) + ").\n";
  EXPECT_TRUE(parse_clauses(numbered, knowledge.symbols));
  knowledge.add_clauses(*parse_clauses(text, knowledge.symbols));
  const auto goal = parse_clauses(query, knowledge.symbols);
  knowledge.add_query((*goal)[0].head, (*goal)[0].variables);
  knowledge.build_index();
  return knowledge;
}
/// The cell of a name, as the parser numbers it.
Cell cell_of(Symbols& symbols, Cell symbol) {
  return (*parse_clauses("q(" + name_of(symbol) + ").", symbols))[0].head[1];
}

/// Runs and judges a query with `most` answers; how many there are.
std::size_t answers_of(Knowledge knowledge, int most) {
  const std::size_t answers =
      plain_resolve(knowledge, 64, static_cast<std::uint64_t>(most))[0].answers.size();
  auto problem = make_resolve_problem(
      std::move(knowledge),
      *resolve().shape_schema().make({{"most", most}, {"lanes", 1}, {"queries", 1}}));
  EXPECT_TRUE(problem) << problem.error().what;
  SerialTeam team;
  Bench bench(**problem);
  for (int twice = 0; twice < 2; ++twice) {  // what was cleaned after the first
    bench.run(variant_named(resolve(), "tabled"), team);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  }
  return answers;
}

TEST(HashCollisions, KeysOfOneHashAreToldApart) {
  // Answers of the first call, whose number is 0: of two with arguments a, b and hashes that differ
  // in low bits only, a third argument that differs in the same bits makes all 32 bits equal.
  Knowledge names = knowledge_of("z(k0).", "z(X).");
  std::vector<Cell> cells(kSymbols);
  for (Cell s = 0; s < kSymbols; ++s) cells[s] = cell_of(names.symbols, s);
  std::map<std::uint32_t, std::string> by_hash;
  for (Cell a = 0; a < 300; ++a)
    for (Cell b = 0; b < 300; ++b)
      by_hash[hash_words(hash_words(hash_words(0, 0), cells[a]), cells[b])] =
          name_of(a) + "," + name_of(b) + ",";
  std::string facts;
  std::size_t pairs = 0;
  for (auto one = by_hash.begin(); std::next(one) != by_hash.end() && pairs < 40; ++one) {
    const auto other = std::next(one);
    const std::uint32_t difference = one->first ^ other->first;
    const Cell twin = cells[kSymbols / 2] ^ difference;
    const auto found = std::ranges::lower_bound(cells, twin);
    if (found == cells.end() || *found != twin) continue;
    ASSERT_EQ(hash_words(one->first, cells[kSymbols / 2]), hash_words(other->first, twin));
    facts += "p(" + one->second + name_of(kSymbols / 2) + "). p(" + other->second +
             name_of(static_cast<Cell>(found - cells.begin())) + ").\n";
    ++pairs;
  }
  ASSERT_EQ(pairs, 40U);
  const auto knowledge = knowledge_of(facts + "r(X, Y, Z) :- p(X, Y, Z).", "r(X, Y, Z).");
  EXPECT_EQ(answers_of(knowledge, 4096), 2 * pairs);
}

TEST(HashCollisions, ATableWhereAllKeysBeginAtOneSlot) {
  // `most` answers make tables of `slots`; constants that begin at one slot of answers, of calls,
  // or of terms made.
  constexpr int kMost = 250;
  const auto mask = static_cast<std::uint32_t>(ResolveRoom::of(kMost).slots - 1);
  Knowledge names = knowledge_of("z(k0).", "z(X).");
  const Cell call = (*parse_clauses("s(k0).", names.symbols))[0].head[0];
  const Cell made = (*parse_clauses("q(f(k0)).", names.symbols))[0].head[1];
  const auto colliding = [&](auto hash) {
    std::map<std::uint32_t, std::vector<Cell>> slots;
    for (Cell s = 0; s < kSymbols; ++s) slots[hash(cell_of(names.symbols, s)) & mask].push_back(s);
    auto most = std::ranges::max_element(slots, {}, [](const auto& slot) {
                  return slot.second.size();
                })->second;
    most.resize(std::min<std::size_t>(most.size(), 40));
    return most;
  };
  const auto text_of = [](const std::vector<Cell>& symbols, const std::string& rules) {
    std::string text = rules;
    for (const Cell s : symbols) text += "p(" + name_of(s) + ").\n";
    return text;
  };
  const auto answers = colliding(
      [](Cell c) { return hash_words(hash_words(hash_words(hash_words(0, 0), c), 0), 0); });
  ASSERT_EQ(answers.size(), 40U);
  EXPECT_EQ(answers_of(knowledge_of(text_of(answers, "r(X) :- p(X).\n"), "r(X)."), kMost), 40U);
  const auto calls = colliding(
      [&](Cell c) { return hash_words(hash_words(hash_words(hash_words(0, call), c), 0), 0); });
  EXPECT_EQ(
      answers_of(knowledge_of(text_of(calls, "r(X) :- p(X), s(X).\ns(X) :- p(X).\n"), "r(X)."),
                 kMost),
      40U);
  const auto terms = colliding([&](Cell c) { return hash_words(hash_words(0, made), c); });
  EXPECT_EQ(answers_of(knowledge_of(text_of(terms, "r(f(X)) :- p(X).\n"), "r(X)."), kMost), 40U);
}

}  // namespace
}  // namespace pontage::unify
