// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/resolve.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "kernels/unify/debian_version.hpp"
#include "kernels/unify/plain_resolve.hpp"
#include "kernels/unify/proof_checker.hpp"
#include "kernels/unify/resolve_item.hpp"
#include "kernels/unify/unify.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::unify {
namespace {

using test::Bench;
using test::host_variants;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

/// The answers of plain_resolve to a query on rules and facts in text, one a line.
std::string answers_to(const char* text, const char* query) {
  Knowledge knowledge;
  auto clauses = parse_clauses(text, knowledge.symbols);
  if (!clauses) return clauses.error().what;
  knowledge.add_clauses(std::move(*clauses));
  const auto goal = parse_clauses(query, knowledge.symbols);
  knowledge.add_query((*goal)[0].head, (*goal)[0].variables);
  knowledge.build_index();
  std::string all;
  const auto expected = plain_resolve(knowledge, 16, 10000);
  for (const Term& answer : expected[0].answers) all += term_text(answer, knowledge.symbols) + "\n";
  auto problem = make_resolve_problem(
      std::move(knowledge),
      *resolve().shape_schema().make({{"most", 10000}, {"lanes", 1}, {"depth", 16}}));
  EXPECT_TRUE(problem) << problem.error().what;
  SerialTeam team;
  Bench bench(**problem);
  bench.run(variant_named(resolve(), "tabled"), team);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  return all;
}

TEST(Resolve, RulesByHand) {
  EXPECT_EQ(
      answers_to("p(a, b). p(b, c). p(c, a). r(X, Y) :- p(X, Y). r(X, Z) :- r(X, Y), r(Y, Z).",
                 "r(b, X)."),
      "'r'('b','a')\n'r'('b','b')\n'r'('b','c')\n");
  EXPECT_EQ(answers_to("q(f(a, g(b))). q(f(c, g(c))). q(h(a)). s(X) :- q(f(X, g(X))).", "s(X)."),
            "'s'('c')\n");
  EXPECT_EQ(answers_to("q(a). s(X, pair(X, X)) :- q(X). t(Y) :- s(a, Y). ", "t(X)."),
            "'t'('pair'('a','a'))\n");
  EXPECT_EQ(answers_to("q(a). s(X) :- r(X).  r(X) :- s(X).", "s(X)."), "");
  // Terms grow until they are 16 levels deep: the program has no end of its own.
  const std::string grown = answers_to("n(z). m(X) :- n(X). m(s(X)) :- m(X).", "m(X).");
  EXPECT_EQ(std::ranges::count(grown, '\n'), 16);
}

TEST(Resolve, EveryVariantIsRightAndItsProofsPass) {
  SerialTeam serial;
  ThreadTeam three(3), five(5);
  for (const char* facts : {"little", "reverse"}) {
    const auto problem = make(
        resolve(), {{"facts", facts}, {"queries", 45}, {"most", 8192}, {"lanes", 3}, {"size", 9}});
    ASSERT_TRUE(problem) << problem.error().what;
    for (const Variant& variant : host_variants(resolve()))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three, &five}) {
        Bench bench(**problem);
        bench.run(variant, *team);
        EXPECT_TRUE(bench.judge().right)
            << facts << " " << variant.name << ": " << bench.judge().why;
        bench.run(variant, *team);
        EXPECT_TRUE(bench.judge().right) << "again: " << bench.judge().why;
      }
  }
}

TEST(Resolve, TheLittleWorldIsAsPeopleKnowIt) {
  const auto knowledge = make_knowledge({"little", 22, 0, 64, 10000, 1}, 1);
  ASSERT_TRUE(knowledge) << knowledge.error().what;
  EXPECT_GE(knowledge->rules.size(), 30U);
  const auto all = plain_resolve(*knowledge, 64, 10000);
  const auto text_of = [&](std::size_t query) {
    std::string text;
    for (const Term& answer : all[query].answers)
      text += term_text(answer, knowledge->symbols) + " ";
    return text;
  };
  EXPECT_EQ(text_of(0), "'holds'('ann','hasGrandparent','carl') ");
  EXPECT_EQ(all[3].answers.size(), 4U) << text_of(3);  // house, street, town, land
  EXPECT_EQ(text_of(5), "'holds'('fred','spouse','bea') ");
  EXPECT_EQ(all[15].answers.size(), 4U) << text_of(15);  // libc, its loader, window, xterm
  EXPECT_EQ(text_of(16), "'clash'('editor','window') ");
}

TEST(Resolve, TheCheckerNamesTheFirstWrongStep) {
  SerialTeam team;
  const auto problem =
      make(resolve(), {{"facts", "little"}, {"queries", 5}, {"most", 4096}, {"lanes", 1}});
  ASSERT_TRUE(problem) << problem.error().what;
  Bench bench(**problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  const auto spoiled = [&](auto spoil) {
    bench.run(variant_named(resolve(), "tabled"), team);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    spoil();
    return bench.judge().why;
  };
  const auto has = [](const std::string& why, const char* words) {
    EXPECT_NE(why.find(words), std::string::npos) << why;
  };
  auto* steps = bench.as<ProofStep>(kSteps);
  auto* results = bench.as<QueryResult>(kResults);
  has(spoiled([&] { steps[0].args[0] = 0; }), "step 0 is no ground term");
  has(spoiled([&] { steps[0].args[0] = compound(0x0fffffff); }), "step 0 is no ground term");
  has(spoiled([&] { steps[1].rule = 999; }), "step 1 names a rule that is not there");
  has(spoiled([&] { steps[0].rule = 0; }), "step 0 ");
  has(spoiled([&] { steps[0].premises[0] = 5; }), "neither a fact nor a step before it");
  has(spoiled([&] { steps[0].premises[0] = kFactPremise | 2; }), "no instance of the rule's goal");
  has(spoiled([&] { results[0].steps = 0; }), "is not among what was proved");
  has(spoiled([&] { results[0].answers += 1; }), "2 answers, must be 1");
  has(spoiled([&] { results[0].steps = 1U << 30; }), "outside the response");
  has(spoiled([&] { results[3].is_cut = 1; }), "it ran out of room");
}

/// What the item does for all queries of a problem, counted.
CountProbe counted(const Problem& problem, Bench& bench) {
  const Program program = program_of(bench.args());
  std::vector<std::uint64_t> room(ResolveRoom::of(program.most).size / 8 + 1);
  CountProbe probe;
  ResolveItem item(probe, program, reinterpret_cast<std::byte*>(room.data()));
  item.clean_room();
  const auto queries = problem.shape().as<ResolveShape>().queries;
  for (std::int64_t i = 0; i < queries; ++i) item.run(bench.as<QueryRecord>(kQueries) + i);
  return probe;
}

TEST(Resolve, WorkIsWhatTheItemDoes) {
  std::int64_t small = 0;
  for (const int size : {10, 20}) {
    const auto problem =
        make(resolve(),
             {{"facts", "reverse"}, {"queries", 3}, {"most", 4096}, {"lanes", 1}, {"size", size}});
    Bench bench(**problem);
    const CountProbe probe = counted(**problem, bench);
    const Work work = (*problem)->work(resolve().variants()[0]);
    EXPECT_EQ(work.steps, probe.dependent_loads);
    EXPECT_EQ(work.dependent_loads, probe.dependent_loads);
    EXPECT_GE(probe.bytes_stored, work.bytes_written.count() - 3 * 24);  // results by the job
    EXPECT_GE(probe.bytes_loaded, work.bytes_read.count());
    // An inference is some ten lookups: (n + 1)(n + 2)/2 of them.
    const std::int64_t inferences = 3 * (size + 1) * (size + 2) / 2;
    EXPECT_GT(work.steps, 10 * inferences);
    EXPECT_LT(work.steps, 100 * inferences);
    if (size == 10) small = work.steps;
    if (size == 20) {
      EXPECT_GT(work.steps, 3 * small);
    }
  }
}

TEST(Resolve, WhatIsTooMuchIsRefused) {
  EXPECT_EQ(make(resolve(), {{"facts", "gossip"}}).error().kind, ErrorKind::usage);
  EXPECT_EQ(make(resolve(), {{"facts", "reverse"}, {"most", 50}, {"size", 30}}).error().kind,
            ErrorKind::refused);
  EXPECT_EQ(make(resolve(), {{"facts", "little"}, {"most", 1 << 22}, {"lanes", 64}}).error().kind,
            ErrorKind::refused);
}

TEST(Resolve, FactsOfThisMachineArePinned) {
  const std::string file = testing::TempDir() + "pontage_resolve_" + std::to_string(getpid());
  std::ofstream(file) << "Package: a\nVersion: 1\nDepends: b\n\nPackage: b\nVersion: 1\n";
  const AxisValue plain = "debian:" + file, pinned = resolve().identified("facts", plain);
  if (pinned == plain) GTEST_SKIP() << "this build reads no package lists";
  EXPECT_EQ(unify().identified("family", "heads:" + std::get<std::string>(plain)),
            AxisValue("heads:" + std::get<std::string>(pinned)));
  EXPECT_EQ(resolve().identified("size", plain), plain);
  const std::string facts = std::get<std::string>(pinned);
  EXPECT_TRUE(make(resolve(), {{"facts", facts}, {"queries", 1}, {"most", 4096}, {"lanes", 1}}));
  std::ofstream(file) << "Package: a\nVersion: 2\n";
  const auto changed =
      make(resolve(), {{"facts", facts}, {"queries", 1}, {"most", 4096}, {"lanes", 1}});
  ASSERT_FALSE(changed);
  EXPECT_NE(changed.error().what.find("it has changed"), std::string::npos);
  std::remove(file.c_str());
}

TEST(Rules, TextThatIsWrongIsNamedByItsLine) {
  Symbols symbols;
  const auto why = [&](const char* text) { return parse_clauses(text, symbols).error().what; };
  EXPECT_EQ(why("p(a).\nq(b"), "line 2: ')' is missing");
  EXPECT_EQ(why("p(a) :- q(X) r(X)."), "line 1: '.' is missing");
  EXPECT_EQ(why("p(,)."), "line 1: a term is missing");
  EXPECT_EQ(why("p."), "line 1: a head has no arguments, or more than 3");
  EXPECT_EQ(why("p(a) :- q(b), q(b), q(b), q(b), q(b)."),
            "line 1: a clause has more than 4 goals or 8 variables");
  EXPECT_EQ(why("'p"), "line 1: a quote is not closed");
  std::string deep = "p(";
  for (int i = 0; i < 100000; ++i) deep += "f(";
  EXPECT_EQ(why(deep.c_str()), "line 1: a term is nested too deeply");
}

TEST(Rules, AnyBytesAreReadOrRefused) {
  Rng rng(5);
  const std::string_view letters = "pqXY_(),.:-'% \nf";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint64_t i = rng.below(40); i > 0; --i) text += letters[rng.below(letters.size())];
    Symbols symbols;
    const auto clauses = parse_clauses(text, symbols);
    if (!clauses) continue;
    for (const Clause& clause : *clauses) {
      Symbols again = symbols;
      const auto reread = parse_clauses(clause_text(clause, symbols), again);
      ASSERT_TRUE(reread) << clause_text(clause, symbols) << " " << reread.error().what;
      EXPECT_EQ((*reread)[0].head, clause.head);
    }
  }
}

TEST(DebianVersions, AreOrderedAsPolicySays) {
  const std::vector<const char*> ordered{"1.0~~",    "1.0~~a", "1.0~",  "1.0",    "1.0-1",
                                         "1.0-1+b1", "1.0a",   "1.0+x", "1.00.1", "1.2",
                                         "1.10",     "0:2",    "1:0.1"};
  for (std::size_t i = 0; i < ordered.size(); ++i)
    for (std::size_t j = 0; j < ordered.size(); ++j)
      EXPECT_EQ(compare_versions(ordered[i], ordered[j]) < 0, i < j)
          << ordered[i] << " " << ordered[j];
  EXPECT_EQ(compare_versions("1.0-0", "1.0"), 0);
  EXPECT_EQ(compare_versions("0:1.01", "1.1"), 0);
}

}  // namespace
}  // namespace pontage::unify
