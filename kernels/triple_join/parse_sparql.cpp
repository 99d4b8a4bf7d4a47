// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/parse_sparql.hpp"

#include <algorithm>
#include <charconv>

#include "kernels/triple_join/sparql_reader.hpp"

namespace pontage::triple_join {
namespace {

constexpr std::string_view kType = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

class Parser {
 public:
  explicit Parser(std::string_view text) : reader_(text) {}

  Result<Query> parse() {
    const bool is_good = reader_.read_prologue() && read_select() && read_group() &&
                         read_modifiers() && reader_.check_bound();
    if (!is_good) return pass_on(*reader_.error());
    Query& query = reader_.query;
    if (projects_all_)
      for (std::uint32_t i = 0; i < query.variables.size(); ++i)
        if (!query.variables[i].starts_with("_:")) query.projected.push_back(i);
    if (query.projected.empty()) {
      reader_.refuse(select_at_, "a query without variables");
      return pass_on(*reader_.error());
    }
    if (auto good = check_query(query); !good) return pass_on(good.error());
    return std::move(query);
  }

 private:
  const Token& now() const { return reader_.now(); }

  bool read_select() {
    if (!reader_.now().is_word("SELECT")) return reader_.unexpected("SELECT");
    select_at_ = now().at;
    reader_.advance();
    if (reader_.now().is_word("REDUCED")) return reader_.unexpected("a variable");
    const bool distinct = reader_.take_word("DISTINCT");
    if (now().is_mark("(")) return read_count();
    reader_.query.distinct = distinct;
    if (reader_.take_mark("*")) {
      projects_all_ = true;
    } else {
      if (now().kind != TokenKind::variable)
        return reader_.unexpected("a variable, '*' or '(COUNT(…) AS ?name)'");
      while (now().kind == TokenKind::variable)
        if (!read_projected()) return false;
      if (now().is_mark("(")) return reader_.refuse(now().at, "an expression beside variables");
    }
    reader_.take_word("WHERE");
    return true;
  }
  bool read_projected() {
    Slot slot;
    const std::size_t at = now().at;
    if (!reader_.read_term(slot)) return false;
    auto& projected = reader_.query.projected;
    if (std::ranges::find(projected, slot.variable) != projected.end())
      return reader_.wrong(at, "a variable is selected twice");
    projected.push_back(slot.variable);
    return true;
  }
  /// (COUNT([DISTINCT] * or ?x) AS ?n); ?n names the number and is no variable of the query.
  bool read_count() {
    reader_.advance();
    if (!reader_.now().is_word("COUNT"))
      return now().kind == TokenKind::word ? reader_.refuse(now().at, "an expression but COUNT")
                                           : reader_.unexpected("COUNT");
    reader_.advance();
    if (!reader_.expect_mark("(", "after COUNT")) return false;
    reader_.query.is_count = true;
    reader_.query.distinct = reader_.take_word("DISTINCT");
    if (reader_.take_mark("*"))
      projects_all_ = true;
    else if (now().kind != TokenKind::variable)
      return reader_.unexpected("'*' or a variable");
    else if (!read_projected())
      return false;
    if (!reader_.expect_mark(")", "after what is counted")) return false;
    if (!reader_.take_word("AS")) return reader_.unexpected("AS and a name for the count");
    if (now().kind != TokenKind::variable) return reader_.unexpected("a variable for the count");
    count_name_ = now().text;
    count_at_ = now().at;
    reader_.advance();
    if (!reader_.expect_mark(")", "after the count's name")) return false;
    if (now().kind == TokenKind::variable || now().is_mark("("))
      return reader_.refuse(now().at, "anything selected beside COUNT");
    reader_.take_word("WHERE");
    return true;
  }

  bool read_group() {
    if (!reader_.expect_mark("{", "of the patterns")) return false;
    for (;;) {
      if (reader_.take_mark("}")) break;
      if (reader_.take_word("FILTER")) {
        if (!read_filter(reader_)) return false;
        reader_.take_mark(".");
        continue;
      }
      if (now().is_mark("{")) return reader_.refuse(now().at, "a group within a group");
      if (!read_triples()) return false;
      if (!reader_.take_mark(".") && !now().is_mark("}") && !now().is_word("FILTER"))
        return reader_.unexpected("'.', '}' or FILTER");
    }
    if (std::ranges::find(reader_.query.variables, count_name_) != reader_.query.variables.end() &&
        reader_.query.is_count)
      return reader_.wrong(count_at_, "the count's name is a variable of the patterns");
    return true;
  }
  /// A subject and what is said of it: predicate, objects; predicate, objects …
  bool read_triples() {
    Slot subject;
    const bool is_blank = now().is_mark("[");
    if (!read_node(subject, 0)) return false;
    if (is_blank && (now().is_mark(".") || now().is_mark("}"))) return true;
    return read_properties(subject, 0);
  }
  bool read_properties(const Slot& subject, int depth) {
    for (;;) {
      Pattern pattern;
      pattern.s = subject;
      if (!read_verb(pattern)) return false;
      do {
        const std::size_t at = now().at;
        if (!read_node(pattern.o, depth) || !add(pattern, at)) return false;
      } while (reader_.take_mark(","));
      if (!now().is_mark(";")) return true;
      while (reader_.take_mark(";")) {
      }
      if (now().is_mark(".") || now().is_mark("}") || now().is_mark("]")) return true;
    }
  }
  bool add(const Pattern& pattern, std::size_t at) {
    auto& patterns = reader_.query.patterns;
    if (patterns.size() == kMostPatterns)
      return reader_.refuse(
          at, "a query of more than " + std::to_string(kMostPatterns) + " triple patterns");
    for (const Slot* slot : {&pattern.s, &pattern.p, &pattern.o}) reader_.bind(*slot);
    patterns.push_back(pattern);
    return true;
  }
  bool read_verb(Pattern& pattern) {
    const Token token = now();
    if (token.kind == TokenKind::word && token.text == "a") {
      pattern.p = Slot::of_constant(std::string(kType));
      reader_.advance();
    } else if (token.kind == TokenKind::variable || token.kind == TokenKind::iri ||
               token.kind == TokenKind::name) {
      if (!reader_.read_term(pattern.p)) return false;
    } else {
      for (const std::string_view mark : {"(", "^", "!"})
        if (token.is_mark(mark))
          return reader_.refuse(token.at, "a path with " + std::string(mark));
      return reader_.unexpected("a predicate");
    }
    return read_repetition(pattern);
  }
  bool read_repetition(Pattern& pattern) {
    const Token token = now();
    if (token.is_mark("+") || token.is_mark("*")) {
      if (pattern.p.is_variable)
        return reader_.wrong(token.at, "a variable cannot be repeated as a path");
      pattern.path = token.text == "+" ? Path::plus : Path::star;
      reader_.advance();
    }
    for (const std::string_view mark : {"/", "|", "^", "?", "+", "*"})
      if (now().is_mark(mark)) return reader_.refuse(now().at, "a path with " + std::string(mark));
    return true;
  }
  /// A subject or an object; [ … ] is a blank node of which something is said.
  bool read_node(Slot& to, int depth) {
    const std::size_t at = now().at;
    if (now().is_mark("(")) return reader_.refuse(at, "a list");
    if (!now().is_mark("[")) return reader_.read_term(to);
    if (depth == static_cast<int>(kMostPatterns))
      return reader_.refuse(
          at, "a query of more than " + std::to_string(kMostPatterns) + " triple patterns");
    reader_.advance();
    if (!reader_.new_blank(at, to)) return false;
    if (reader_.take_mark("]")) return true;
    return read_properties(to, depth + 1) && reader_.expect_mark("]", "of a blank node");
  }

  bool read_modifiers() {
    if (now().is_word("LIMIT")) {
      const std::size_t at = now().at;
      reader_.advance();
      const std::string_view digits = now().text;
      std::uint64_t limit = 0;
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), limit);
      if (now().kind != TokenKind::integer || error != std::errc() ||
          end != digits.data() + digits.size())
        return reader_.unexpected("the number of LIMIT");
      if (reader_.query.is_count) return reader_.refuse(at, "LIMIT beside COUNT");
      reader_.query.limit = limit;
      reader_.advance();
    }
    if (now().kind != TokenKind::end) return reader_.unexpected("the end of the query");
    return true;
  }

  SparqlReader reader_;
  bool projects_all_ = false;
  std::string_view count_name_;
  std::size_t select_at_ = 0, count_at_ = 0;
};

}  // namespace

Result<Query> parse_sparql(std::string_view text) {
  if (const auto bad = first_bad_byte(text); bad != text.size())
    return fail(ErrorKind::usage, place_of(text, bad) + ": the query is no UTF-8");
  return Parser(text).parse();
}

}  // namespace pontage::triple_join
