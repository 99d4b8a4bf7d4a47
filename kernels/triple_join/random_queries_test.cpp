// SPDX-License-Identifier: Apache-2.0
/// Every variant and the judge against brute force, on small random graphs.
#include "kernels/triple_join/random_queries.hpp"

#include <gtest/gtest.h>

#include <set>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "kernels/triple_join/triple_join.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;

Triples small_graph(Rng& rng, std::int64_t terms, std::int64_t predicates) {
  const auto count = static_cast<std::int64_t>(rng.below(20));
  Triples graph = random_triples(terms, predicates, count, rng.next());
  // Some numbers and names, and a predicate that is also a subject.
  const char* literals[] = {"\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>",
                            "\"03\"^^<http://www.w3.org/2001/XMLSchema#int>", "\"a\"", "\"z\"@en"};
  for (const char* literal : literals) {
    const Id o = graph.terms.add_spelled(literal);
    const Id s = static_cast<Id>(rng.below(static_cast<std::uint64_t>(terms + 1)));
    graph.triples.push_back({s, static_cast<Id>(terms), o});
  }
  return graph;
}

/// What an answer must be, made from brute force's rows.
Answer answer_of(const Query& query, const std::vector<std::vector<Id>>& rows) {
  Answer answer{
      Status::complete, static_cast<std::uint32_t>(query.projected.size()), rows.size(), {}};
  if (query.limit) answer.rows = std::min<std::uint64_t>(answer.rows, *query.limit);
  for (const auto& row : rows) answer.sum += hash_row(row.data(), row.size());
  if (query.is_count) answer.sum = {};
  return answer;
}

void check_variants(const Problem& problem, const Query& query, const Answer& right,
                    HostTeam& team) {
  Bench bench(problem);
  for (const Variant& variant : able_variants(triple_join(), problem)) {
    *bench.as<Answer>(kAnswer) = {};
    bench.run(variant, team);
    const Answer got = *bench.as<Answer>(kAnswer);
    const std::string where = variant.name + ": " + to_sparql(query);
    EXPECT_EQ(got.status, Status::complete) << where;
    EXPECT_EQ(got.columns, right.columns) << where;
    EXPECT_EQ(got.rows, right.rows) << where;
    if (!query.limit) {
      EXPECT_EQ(got.sum, right.sum) << where;
    }
    const Verdict verdict = bench.judge();
    EXPECT_TRUE(verdict.right) << where << "\n" << verdict.why;
  }
}

/// SPARQL has rows of one variable or more, and counts one or all.
bool has_text(const Query& query) {
  std::set<std::uint32_t> bound;
  for (const Pattern& pattern : query.patterns)
    for (const Slot* slot : {&pattern.s, &pattern.p, &pattern.o})
      if (slot->is_variable) bound.insert(slot->variable);
  const std::size_t columns = query.projected.size();
  return query.is_count ? columns == 1 || (columns > 1 && columns == bound.size()) : columns > 0;
}

TEST(RandomQueries, EveryVariantAnswersAsBruteForceDoes) {
  constexpr std::int64_t kTerms = 6, kPredicates = 2;
  SerialTeam serial;
  ThreadTeam threads(3);
  for (Seed seed = 1; seed <= 1000; ++seed) {
    Rng rng(seed);
    Triples graph = small_graph(rng, kTerms, kPredicates);
    const Query query = test::random_query(rng, kTerms, kPredicates);
    const auto rows = test::brute_force(query, graph);
    const auto shape = triple_join().shape_schema().make(
        {{"ask", seed % 2 == 0 || !has_text(query) ? "plan" : "text"}, {"budget", 1 << 17}});
    ASSERT_TRUE(shape);
    auto problem = make_join_problem(std::move(graph), query, to_sparql(query), *shape);
    ASSERT_TRUE(problem) << problem.error().what << " " << to_sparql(query);
    const bool is_parallel = seed % 4 == 1;
    check_variants(**problem, query, answer_of(query, rows),
                   is_parallel ? static_cast<HostTeam&>(threads) : serial);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace pontage::triple_join
