// SPDX-License-Identifier: Apache-2.0
/// SWI-Prolog and gringo as oracles, one process a test; without them the tests say so and are
/// skipped.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kernels/shared/data/wordnet_files.hpp"
#include "kernels/unify/facts.hpp"
#include "kernels/unify/knowledge.hpp"
#include "kernels/unify/plain_resolve.hpp"
#include "kernels/unify/plain_unify.hpp"

namespace pontage::unify {
namespace {

bool is_installed(const char* program) {
  return std::system((std::string("command -v ") + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// A file of this test, gone after it.
class Scratch {
 public:
  explicit Scratch(const std::string& text)
      : path_(testing::TempDir() + "pontage_oracle_" + std::to_string(::getpid()) + ".txt") {
    std::ofstream(path_) << text;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "popen failed";
  for (char block[4096]; std::fgets(block, sizeof block, pipe) != nullptr;) text += block;
  ::pclose(pipe);
  return text;
}

/// For Prolog: variables are X0, X1, …
std::size_t write_prolog(std::span<const Cell> term, std::size_t at, std::string& to) {
  const Cell cell = term[at++];
  to += is_variable(cell) ? "X" : is_functor(cell) ? "f" : "c";
  to += std::to_string(is_functor(cell) ? functor_of(cell) : payload_of(cell));
  for (Cell i = 0; i < arity_of(cell); ++i) {
    to += i == 0 ? "(" : ",";
    at = write_prolog(term, at, to);
  }
  if (is_functor(cell)) to += ")";
  return at;
}

Term random_term(Rng& rng, int depth, Cell variables) {
  const std::uint64_t kind = rng.below(depth > 0 ? 5 : 3);
  if (kind < 2) return {variable(static_cast<Cell>(rng.below(variables)))};
  if (kind == 2) return {constant(static_cast<Cell>(rng.below(2)))};
  Term term{functor(static_cast<Cell>(kind), static_cast<Cell>(kind - 2))};
  for (Cell i = 0; i < arity_of(term[0]); ++i) {
    const Term argument = random_term(rng, depth - 1, variables);
    term.insert(term.end(), argument.begin(), argument.end());
  }
  return term;
}

TEST(Oracle, SwiPrologUnifiesTheSamePairs) {
  if (!is_installed("swipl"))
    GTEST_SKIP() << "SWI-Prolog is not installed (Debian: swi-prolog-nox)";
  Rng rng(21);
  std::string program = ":- style_check(-singleton).\n";
  constexpr int kPairs = 2000;
  for (int i = 0; i < kPairs; ++i) {
    const Term left = random_term(rng, 4, 4), right = random_term(rng, 4, 4);
    program += "pair(" + std::to_string(i) + ",";
    write_prolog(left, 0, program);
    program += ",";
    write_prolog(right, 0, program);
    // What the unifier makes of the left side, by its variables' first occurrence.
    const auto unifier = plain_unify(left, right, 4);
    program += ",";
    if (unifier) {
      write_prolog(substitute(*unifier, left), 0, program);
    } else {
      program += "none";
    }
    program += ").\n";
  }
  // Variables are shared within a clause: the expected term must be a variant of the left side
  // after.
  program +=
      ":- initialization(main).\n"
      "wrong(I) :- pair(I,_,_,E), copy_term(E,F), ( pair(I,L,R,_), unify_with_occurs_check(L,R) -> "
      "\\+ L =@= F ; F \\== none ).\n"
      "main :- aggregate_all(count, wrong(_), N), aggregate_all(count, pair(_,_,_,_), All), "
      "format('~w of ~w wrong~n', [N,All]), halt.\n";
  const Scratch file(program);
  EXPECT_EQ(output_of("swipl -q -g true " + file.path()), "0 of 2000 wrong\n");
}

TEST(Oracle, SwiPrologsTablesHaveTheSameAnswers) {
  if (!is_installed("swipl"))
    GTEST_SKIP() << "SWI-Prolog is not installed (Debian: swi-prolog-nox)";
  const auto knowledge = make_knowledge({"little", 21, 0, 64, 100000, 1}, 1);
  ASSERT_TRUE(knowledge) << knowledge.error().what;
  const auto expected = plain_resolve(*knowledge, 64, 100000);
  std::string program = ":- style_check(-singleton). :- style_check(-discontiguous).\n";
  std::set<std::string> tabled;
  for (const Clause& rule : knowledge->rules)
    tabled.insert("'" + knowledge->symbols.name(functor_of(rule.head[0])) + "'/" +
                  std::to_string(arity_of(rule.head[0])));
  for (const std::string& name : tabled) program += ":- table " + name + ".\n";
  for (const Fact& fact : knowledge->facts())
    program += term_text(knowledge->fact_term(fact), knowledge->symbols) + ".\n";
  for (const Clause& rule : knowledge->rules)
    program += clause_text(rule, knowledge->symbols) + "\n";
  std::string numbers;
  program +=
      ":- initialization(main).\nsay(G) :- aggregate_all(count, G, N), writeln(N).\nmain :- ";
  for (std::size_t i = 0; i < expected.size(); ++i) {
    program += "say(" + term_text(knowledge->query_terms()[i], knowledge->symbols) + "), ";
    numbers += std::to_string(expected[i].answers.size()) + "\n";
  }
  program += "halt.\n";
  const Scratch file(program);
  EXPECT_EQ(output_of("swipl -q -g true " + file.path()), numbers);
}

TEST(Oracle, GringoFindsTheSameClosure) {
  if (!is_installed("gringo")) GTEST_SKIP() << "gringo is not installed (Debian: gringo)";
  if (!std::filesystem::exists(std::string(data::kUsualWordnet) + "/data.noun"))
    GTEST_SKIP() << "Debian's wordnet-base is not installed";
  for (const auto& [name, pairs] : {std::pair{"hypernyms", 698'587}, {"instances", 778'320}}) {
    const auto facts = make_facts({name, "right", 1, 1}, 1);
    ASSERT_TRUE(facts) << facts.error().what;
    std::string program = "t(X,Y) :- e(X,Y). t(X,Z) :- t(X,Y), e(Y,Z).\n";
    for (std::size_t x = 0; x < facts->nodes(); ++x)
      for (std::uint32_t i = facts->offsets[x]; i < facts->offsets[x + 1]; ++i)
        program += "e(" + std::to_string(x) + "," + std::to_string(facts->targets[i]) + ").\n";
    const Scratch file(program);
    EXPECT_EQ(output_of("gringo --text " + file.path() + " | grep -c '^t('"),
              std::to_string(pairs) + "\n");
  }
}

}  // namespace
}  // namespace pontage::unify
