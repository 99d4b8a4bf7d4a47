// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/parse_sparql.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pontage::triple_join {
namespace {

std::string told(const Query& query, const Slot& slot) {
  return slot.is_variable ? "?" + query.variables[slot.variable] : slot.constant;
}

std::string told(const Query& query, std::int32_t node) {
  static constexpr const char* kSigns[] = {"", "=", "!=", "<", "<=", ">", ">=", "&&", "||", "!"};
  const FilterNode& at = query.nodes[static_cast<std::size_t>(node)];
  if (at.op == FilterOp::leaf) return told(query, at.leaf);
  if (at.op == FilterOp::lnot) return "!" + told(query, at.left);
  return "(" + told(query, at.left) + kSigns[static_cast<int>(at.op)] + told(query, at.right) + ")";
}

/// A query in one line: what is selected, the patterns, the filters, the limit.
std::string told(std::string_view text) {
  const auto parsed = parse_sparql(text);
  if (!parsed) return std::string(to_text(parsed.error().kind)) + ": " + parsed.error().what;
  std::string all(parsed->is_count ? "count" : "rows");
  if (parsed->distinct) all += " distinct";
  for (const auto variable : parsed->projected) all += " " + parsed->variables[variable];
  for (const Pattern& pattern : parsed->patterns)
    all += " | " + told(*parsed, pattern.s) + " " + told(*parsed, pattern.p) +
           (pattern.path == Path::plus   ? "+"
            : pattern.path == Path::star ? "*"
                                         : "") +
           " " + told(*parsed, pattern.o);
  for (const auto root : parsed->filters) all += " & " + told(*parsed, root);
  if (parsed->limit) all += " limit " + std::to_string(*parsed->limit);
  return all;
}

TEST(ParseSparql, patterns_and_what_is_selected) {
  EXPECT_EQ(told("SELECT ?x WHERE { ?x <http://p> <http://o> }"),
            "rows x | ?x <http://p> <http://o>");
  EXPECT_EQ(told("select distinct * { ?s ?p ?o . }limit 5"),
            "rows distinct s p o | ?s ?p ?o limit 5");
  EXPECT_EQ(told("PREFIX : <http://a/> PREFIX b: <http://b#>\n"
                 "SELECT $y ?x { ?x a b:C ; :p ?y , ?z ;; . ?y b:q _:n . _:n b:r ?x }"),
            "rows y x | ?x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://b#C>"
            " | ?x <http://a/p> ?y | ?x <http://a/p> ?z | ?y <http://b#q> ?_:n"
            " | ?_:n <http://b#r> ?x");
  EXPECT_EQ(
      told("SELECT * { [] <http://p> [ <http://q> ?x ; <http://r> [] ] . [ <http://s> ?x ] }"),
      "rows x | ?_:[]1 <http://q> ?x | ?_:[]1 <http://r> ?_:[]2 | ?_:[]0 <http://p> ?_:[]1"
      " | ?_:[]3 <http://s> ?x");
}

TEST(ParseSparql, counts) {
  EXPECT_EQ(told("SELECT (COUNT(*) AS ?n) { ?s ?p _:b }"), "count s p | ?s ?p ?_:b");
  EXPECT_EQ(told("SELECT (count(distinct ?o) as ?n) WHERE { ?s ?p ?o }"),
            "count distinct o | ?s ?p ?o");
  EXPECT_EQ(told("SELECT DISTINCT (COUNT(?s) AS ?n) { ?s ?p ?o }"), "count s | ?s ?p ?o");
}

TEST(ParseSparql, paths) {
  EXPECT_EQ(told("PREFIX : <http://a/> SELECT ?x { ?x :p+ ?y . ?y :q* :z . ?x a+ ?c }"),
            "rows x | ?x <http://a/p>+ ?y | ?y <http://a/q>* <http://a/z>"
            " | ?x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>+ ?c");
}

TEST(ParseSparql, literals) {
  const auto object = [](const std::string& text) {
    return told("PREFIX x: <http://x/> SELECT ?s { ?s ?p " + text + " }").substr(15);
  };
  const std::string xsd = "^^<http://www.w3.org/2001/XMLSchema#";
  EXPECT_EQ(object("'a\"b'"), "\"a\"b\"");
  EXPECT_EQ(object("\"\"\"two\n\"lines\\\"\"\"\""), "\"two\n\"lines\"\"");
  EXPECT_EQ(object("\"\\t\\u00e9\\U0001F600\\\\\""), "\"\t\u00e9\U0001F600\\\"");
  EXPECT_EQ(object("\"colour\"@en-GB"), "\"colour\"@en-gb");
  EXPECT_EQ(object("\"a\"^^x:t"), "\"a\"^^<http://x/t>");
  EXPECT_EQ(object("\"a\"^^<http://www.w3.org/2001/XMLSchema#string>"), "\"a\"");
  EXPECT_EQ(object("-5"), "\"-5\"" + xsd + "integer>");
  EXPECT_EQ(object("+.5"), "\"+.5\"" + xsd + "decimal>");
  EXPECT_EQ(object("5.e-3"), "\"5.e-3\"" + xsd + "double>");
  EXPECT_EQ(object("5 ."), "\"5\"" + xsd + "integer>");
  EXPECT_EQ(object("true"), "\"true\"" + xsd + "boolean>");
}

TEST(ParseSparql, iris_and_names) {
  const auto object = [](const std::string& text) {
    return told("BASE <http://h/a/b?q> PREFIX x: <c/> SELECT ?s { ?s ?p " + text + " }").substr(15);
  };
  EXPECT_EQ(object("<>"), "<http://h/a/b?q>");
  EXPECT_EQ(object("<#f>"), "<http://h/a/b?q#f>");
  EXPECT_EQ(object("<?r>"), "<http://h/a/b?r>");
  EXPECT_EQ(object("<../d/./e>"), "<http://h/d/e>");
  EXPECT_EQ(object("</d>"), "<http://h/d>");
  EXPECT_EQ(object("<//g/d/..>"), "<http://g/>");
  EXPECT_EQ(object("<urn:x>"), "<urn:x>");
  EXPECT_EQ(object("x:d.e."), "<http://h/a/c/d.e>");
  EXPECT_EQ(object("x:libstdc\\+\\+6"), "<http://h/a/c/libstdc++6>");
  EXPECT_EQ(object("x:a%20b"), "<http://h/a/c/a%20b>");
  EXPECT_EQ(object("<\\u0061>"), "<http://h/a/a>");
}

TEST(ParseSparql, filters) {
  const auto filter = [](const std::string& text) {
    const std::string all = told("SELECT ?a { ?a ?b ?c FILTER" + text + " }");
    return all.starts_with("rows") ? all.substr(18) : all;
  };
  EXPECT_EQ(filter("(?a != ?b)"), "& (?a!=?b)");
  EXPECT_EQ(filter("(?a<?b||?a>=?c&&!(?b = \"x\"))."), "& ((?a<?b)||((?a>=?c)&&!(?b=\"x\")))");
  EXPECT_EQ(filter("((?a = ?b)) FILTER(<http://x> = ?a)"), "& (?a=?b) & (<http://x>=?a)");
  EXPECT_EQ(filter("(?a <= ?b) FILTER(?a < ?b) FILTER(?a >= ?b) FILTER(?a > ?b)"),
            "& (?a<=?b) & (?a<?b) & (?a>=?b) & (?a>?b)");
  EXPECT_EQ(filter("(?a > -5)"), "& (?a>\"-5\"^^<http://www.w3.org/2001/XMLSchema#integer>)");
}

constexpr const char* kOnly =
    " is not supported; a query here has SELECT, triple patterns, FILTER with comparisons, "
    "DISTINCT, "
    "COUNT, LIMIT and the paths p+ and p*";

TEST(ParseSparql, what_is_not_supported_is_refused_by_name_with_its_place) {
  const auto expect = [](const std::string& text, const std::string& place,
                         const std::string& what) {
    EXPECT_EQ(told(text), "refused: " + place + ": " + what + kOnly) << text;
  };
  expect("SELECT ?s {\n ?s ?p ?o\n OPTIONAL { ?o ?q ?r } }", "line 3, column 2", "OPTIONAL");
  expect("SELECT ?s {\n ?s ?p \"\u00e9\u00e9\" UNION", "line 2, column 13", "UNION");
  expect("SELECT ?s { { ?s ?p ?o } UNION { ?o ?p ?s } }", "line 1, column 13",
         "a group within a group");
  for (const char* word : {"MINUS", "GRAPH", "SERVICE", "BIND", "VALUES"})
    expect(std::string("SELECT ?s { ?s ?p ?o . ") + word + " ", "line 1, column 24", word);
  for (const char* word : {"ORDER", "GROUP", "HAVING", "OFFSET", "VALUES"})
    expect(std::string("SELECT ?s { ?s ?p ?o } ") + word + " BY ?s", "line 1, column 24", word);
  for (const char* word : {"ASK", "CONSTRUCT", "DESCRIBE", "INSERT"})
    expect(std::string(word) + " { ?s ?p ?o }", "line 1, column 1", word);
  expect("SELECT * { <http://a> <http://p> [] }", "line 1, column 1", "a query without variables");
  expect("SELECT REDUCED ?s { ?s ?p ?o }", "line 1, column 8", "REDUCED");
  expect("SELECT ?s FROM <http://g> { ?s ?p ?o }", "line 1, column 11", "FROM");
  expect("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "line 1, column 11",
         "an expression beside variables");
  expect("SELECT (SUM(?s) AS ?n) { ?s ?p ?o }", "line 1, column 9", "an expression but COUNT");
  expect("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT 1", "line 1, column 38", "LIMIT beside COUNT");
  expect("SELECT ?s { SELECT ?s { ?s ?p ?o } }", "line 1, column 13", "a SELECT within a query");
  expect("SELECT ?s { ?s <http://p>/<http://q> ?o }", "line 1, column 26", "a path with /");
  expect("SELECT ?s { ?s <http://p>|<http://q> ?o }", "line 1, column 26", "a path with |");
  expect("SELECT ?s { ?s <http://p>? ?o }", "line 1, column 26", "a path with ?");
  expect("SELECT ?s { ?s ^<http://p> ?o }", "line 1, column 16", "a path with ^");
  expect("SELECT ?s { ?s (<http://p>)+ ?o }", "line 1, column 16", "a path with (");
  expect("SELECT ?s { ?s ?p (1 2) }", "line 1, column 19", "a list");
  expect("SELECT ?s { ?s ?p ?o FILTER regex(?o, \"x\") }", "line 1, column 29",
         "the function regex");
  expect("SELECT ?s { ?s ?p ?o FILTER(str(?o) = \"x\") }", "line 1, column 29", "the function str");
  expect("SELECT ?s { ?s ?p ?o FILTER(?o) }", "line 1, column 29", "a term as a condition");
  expect("SELECT ?s { ?s ?p ?o FILTER(?o + 1 > 2) }", "line 1, column 32", "arithmetic");
  expect("SELECT ?s { ?s ?p ?o FILTER(?o -1 > 2) }", "line 1, column 32", "arithmetic");
  expect("SELECT ?s { ?s ?p ?o FILTER((?o > 1) = ?s) }", "line 1, column 30",
         "a comparison of conditions");
  expect("SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?o ?p ?s } }", "line 1, column 29", "NOT");
  expect("SELECT ?s { ?s ?p ?o FILTER(?o IN (1)) }", "line 1, column 32", "IN");
}

TEST(ParseSparql, limits_are_refused_with_their_place) {
  std::string nine = "SELECT ?s {", many = "SELECT * {", deep = "SELECT ?s { ?s ?p ?o FILTER";
  for (int i = 0; i < 9; ++i) nine += "\n?s ?p ?o .";
  EXPECT_EQ(
      told(nine + "}"),
      std::string("refused: line 10, column 7: a query of more than 8 triple patterns") + kOnly);
  for (int i = 0; i < 6; ++i)
    many += "?a" + std::to_string(i) + " ?b" + std::to_string(i) + " ?c" + std::to_string(i) + ".";
  EXPECT_TRUE(
      told(many + "}").starts_with("refused: line 1, column 75: a query of more than 16 variables"))
      << told(many);
  for (int i = 0; i < 100'000; ++i) deep += "(";
  EXPECT_TRUE(told(deep).starts_with("refused: line 1, column 60: an expression this deep"))
      << told(deep).substr(0, 80);
  std::string brackets = "SELECT ?s { ?s ?p ";
  for (int i = 0; i < 100'000; ++i) brackets += "[ ?p ";
  EXPECT_TRUE(told(brackets).starts_with("refused: line 1, column 59: a query of more than 8"))
      << told(brackets).substr(0, 80);
}

TEST(ParseSparql, what_is_wrong_is_told_with_its_place) {
  const auto expect = [](const std::string& text, const std::string& what) {
    EXPECT_EQ(told(text), "usage: " + what) << text;
  };
  expect("", "line 1, column 1: the query ends where SELECT is expected");
  expect("SELECT",
         "line 1, column 7: the query ends where a variable, '*' or '(COUNT(…) AS ?name)' is "
         "expected");
  expect("SELECT ?s ?s { ?s ?p ?o }", "line 1, column 11: a variable is selected twice");
  expect("SELECT ?s { ?s ?p }",
         "line 1, column 19: '}' stands where a variable, an IRI or a literal is expected");
  expect("SELECT ?s { ?s ?p ?o ?q }",
         "line 1, column 22: 'q' stands where '.', '}' or FILTER is expected");
  expect("SELECT ?s { ?s \"p\" ?o }",
         "line 1, column 16: 'p' stands where a predicate is expected");
  expect("SELECT ?s { ?s ?p+ ?o }", "line 1, column 18: a variable cannot be repeated as a path");
  expect("SELECT ?s {\n?s x:p ?o }", "line 2, column 4: the prefix 'x:' is not declared");
  expect("SELECT ?s { ?s <p> ?o }", "line 1, column 16: an IRI is relative and there is no BASE");
  expect("SELECT ?s { ?s <http://\\u003e> ?o }",
         "line 1, column 16: an IRI has an escape that is no character of IRIs");
  expect("SELECT ?s { ?s ?p \"\\x\" }",
         "line 1, column 19: a string has an escape that SPARQL does not know");
  expect("SELECT ?s { ?s ?p \"\\ud800\" }",
         "line 1, column 19: a string has an escape that SPARQL does not know");
  expect("SELECT ?s { ?s ?p \"x\n\" }", "line 1, column 19: a string has no closing quote");
  expect("SELECT ?t { ?s ?p ?o }", "line 1, column 8: no triple pattern has ?t");
  expect("SELECT ?s { ?s ?p ?o FILTER(?o = ?t) }", "line 1, column 34: no triple pattern has ?t");
  expect("SELECT (COUNT(*) AS ?o) { ?s ?p ?o }",
         "line 1, column 21: the count's name is a variable of the patterns");
  expect("SELECT ?s { ?s ?p ?o } LIMIT -1",
         "line 1, column 30: '-1' stands where the number of LIMIT is expected");
  expect("SELECT ?s { ?s ?p ?o } ~",
         "line 1, column 24: a character that SPARQL does not know here");
  expect("SELECT ?s { ?s ?p \"\xff\" }", "line 1, column 20: the query is no UTF-8");
  EXPECT_EQ(told("SELECT * { FILTER(1 < 2) }"),
            std::string("refused: line 1, column 1: a query without variables") + kOnly);
}

TEST(ParseSparql, every_cut_is_a_query_or_a_sentence_with_a_place) {
  const std::string all =
      "BASE <http://h/> PREFIX x: <y#> SELECT DISTINCT ?a ?b WHERE { ?a x:p+ ?b ; a [ x:q "
      "\"\u00e9\"@en , "
      "'''1''' ] . ?b x:r -5.e3 FILTER(?a != ?b && !(?b < 7)) } LIMIT 12";
  ASSERT_TRUE(parse_sparql(all)) << parse_sparql(all).error().what;
  for (std::size_t size = 0; size < all.size(); ++size) {
    const auto parsed = parse_sparql(all.substr(0, size));
    if (!parsed) {
      EXPECT_TRUE(parsed.error().what.starts_with("line 1, column ")) << parsed.error().what;
    }
  }
}

}  // namespace
}  // namespace pontage::triple_join
