// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triples.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/triple_join/generate.hpp"

namespace pontage::triple_join {
namespace {

TEST(Triples, ASpellingKeepsAllPartsOfATerm) {
  const Term terms[] = {{TermKind::iri, "http://a/b"},
                        {TermKind::blank, "x1"},
                        {TermKind::literal, ""},
                        {TermKind::literal, "he said \"no\"@once"},
                        {TermKind::literal, "no", "", "en-gb"},
                        {TermKind::literal, "5", "http://www.w3.org/2001/XMLSchema#integer"}};
  for (const Term& term : terms) {
    const std::string text = spelled(term);
    const Term again = parse_spelling(text);
    EXPECT_EQ(again.kind, term.kind) << text;
    EXPECT_EQ(again.text, term.text) << text;
    EXPECT_EQ(again.datatype, term.datatype) << text;
    EXPECT_EQ(again.language, term.language) << text;
  }
}

TEST(Triples, OnlyNumericLiteralsHaveAValue) {
  const std::string xsd = "^^<http://www.w3.org/2001/XMLSchema#";
  EXPECT_EQ(number_of_term("\"-7\"" + xsd + "integer>"), -7);
  EXPECT_EQ(number_of_term("\"+2.5\"" + xsd + "decimal>"), 2.5);
  EXPECT_EQ(number_of_term("\"1e3\"" + xsd + "double>"), 1000);
  for (const std::string& none :
       {std::string("\"7\""), "\"7\"" + xsd + "string>", "\"7x\"" + xsd + "int>",
        "\"\"" + xsd + "int>", std::string("<http://7>"), std::string("\"7\"^^<http://n>")})
    EXPECT_TRUE(std::isnan(number_of_term(none))) << none;
}

TEST(Triples, ADictionaryFindsWhatItHasAndNothingElse) {
  Dictionary terms;
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(terms.add_spelled("<t" + std::to_string(i % 500) + ">"), i % 500);
  const DictionaryView view = terms.view();
  EXPECT_EQ(view.terms(), 500u);
  EXPECT_EQ(view.find("<t499>"), 499u);
  EXPECT_EQ(view.spelling(499), "<t499>");
  EXPECT_EQ(view.find("<t500>"), kNoTerm);
  EXPECT_EQ(Dictionary().view().find("<t0>"), kNoTerm);
}

TEST(Triples, RandomOnesAreTheSameEverywhere) {
  const Triples made = random_triples(10, 2, 4, 7);
  EXPECT_EQ(made.terms.terms(), 12u);
  ASSERT_EQ(made.triples.size(), 4u);
  for (const Triple& t : made.triples) {
    EXPECT_LT(t.s, 10u);
    EXPECT_TRUE(t.p == 10 || t.p == 11);
    EXPECT_LT(t.o, 10u);
  }
  EXPECT_EQ(made.triples, random_triples(10, 2, 4, 7).triples);
  EXPECT_NE(made.triples, random_triples(10, 2, 4, 8).triples);
}

}  // namespace
}  // namespace pontage::triple_join
