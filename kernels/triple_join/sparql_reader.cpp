// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/sparql_reader.hpp"

#include <algorithm>
#include <array>

#include "kernels/triple_join/sparql_terms.hpp"

namespace pontage::triple_join {
namespace {

constexpr std::string_view kXsd = "http://www.w3.org/2001/XMLSchema#";

std::string number_spelling(std::string_view digits, std::string_view type) {
  std::string text("\"");
  return text.append(digits).append("\"^^<").append(kXsd).append(type).append(">");
}

bool is_iri_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return static_cast<unsigned char>(c) > ' ' &&
           std::string_view("<>\"{}|^`\\").find(c) == std::string_view::npos;
  });
}

/// What SPARQL 1.1 has and this parser has not.
constexpr std::array<std::string_view, 36> kUnsupported{
    "OPTIONAL",  "UNION",    "MINUS",  "GRAPH",  "SERVICE", "BIND",   "VALUES",  "EXISTS",
    "NOT",       "FROM",     "GROUP",  "HAVING", "ORDER",   "OFFSET", "REDUCED", "ASK",
    "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE", "LOAD",    "CLEAR",  "DROP",    "CREATE",
    "WITH",      "USING",    "SUM",    "MIN",    "MAX",     "AVG",    "SAMPLE",  "GROUP_CONCAT",
    "IN",        "SELECT",   "COPY",   "MOVE"};

std::string upper(std::string_view text) {
  std::string all(text);
  for (char& c : all)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return all;
}

}  // namespace

bool SparqlReader::take_mark(std::string_view mark) {
  if (!now().is_mark(mark)) return false;
  advance();
  return true;
}

bool SparqlReader::take_word(std::string_view upper) {
  if (!now().is_word(upper)) return false;
  advance();
  return true;
}

bool SparqlReader::expect_mark(std::string_view mark, std::string_view where) {
  if (take_mark(mark)) return true;
  return unexpected("'" + std::string(mark) + "' " + std::string(where));
}

bool SparqlReader::stop(ErrorKind kind, std::size_t at, std::string_view why) {
  if (!error_) error_ = Error{kind, place_of(tokens_.all(), at) + ": " + std::string(why)};
  return false;
}

bool SparqlReader::refuse(std::size_t at, std::string_view what) {
  return stop(ErrorKind::refused, at,
              std::string(what) +
                  " is not supported; a query here has SELECT, triple patterns, FILTER with "
                  "comparisons, DISTINCT, COUNT, LIMIT and the paths p+ and p*");
}

bool SparqlReader::unexpected(std::string_view wanted) {
  const Token& token = now();
  if (token.kind == TokenKind::bad) return wrong(token.at, token.text);
  if (token.kind == TokenKind::word) {
    const std::string word = upper(token.text);
    if (std::ranges::find(kUnsupported, word) != kUnsupported.end())
      return refuse(token.at, word == "SELECT" ? "a SELECT within a query" : word);
  }
  const std::string found = token.kind == TokenKind::end
                                ? "the query ends"
                                : "'" + std::string(token.text.substr(0, 40)) + "' stands";
  return wrong(token.at, found + " where " + std::string(wanted) + " is expected");
}

bool SparqlReader::read_prologue() {
  for (;;) {
    if (take_word("BASE")) {
      if (now().kind != TokenKind::iri) return unexpected("the IRI of BASE");
      if (!read_iri(now().text, now().at, base_)) return false;
      advance();
    } else if (take_word("PREFIX")) {
      if (now().kind != TokenKind::name || !now().text.ends_with(':') ||
          now().text.find(':') + 1 != now().text.size())
        return unexpected("a prefix with its colon");
      const std::string_view prefix = now().text;
      advance();
      if (now().kind != TokenKind::iri) return unexpected("the IRI of a prefix");
      std::string iri;
      if (!read_iri(now().text, now().at, iri)) return false;
      advance();
      const auto known =
          std::ranges::find(prefixes_, prefix, &decltype(prefixes_)::value_type::first);
      if (known != prefixes_.end())
        known->second = std::move(iri);
      else
        prefixes_.emplace_back(prefix, std::move(iri));
    } else {
      return true;
    }
  }
}

bool SparqlReader::read_iri(std::string_view reference, std::size_t at, std::string& to) {
  auto plain = unescaped(reference, false);
  if (!plain || !is_iri_text(*plain))
    return wrong(at, "an IRI has an escape that is no character of IRIs");
  if (is_absolute(*plain)) {
    to = std::move(*plain);
    return true;
  }
  if (base_.empty()) return wrong(at, "an IRI is relative and there is no BASE");
  to = resolved(base_, *plain);
  return true;
}

bool SparqlReader::read_name(std::string_view name, std::size_t at, std::string& to) {
  const auto colon = name.find(':');
  const auto known = std::ranges::find(prefixes_, name.substr(0, colon + 1),
                                       &decltype(prefixes_)::value_type::first);
  if (known == prefixes_.end())
    return wrong(at, "the prefix '" + std::string(name.substr(0, colon + 1)) + "' is not declared");
  const auto local = unescaped_local(name.substr(colon + 1));
  if (!local) return wrong(at, "a prefixed name has an escape that SPARQL does not know");
  to = known->second + *local;
  return true;
}

bool SparqlReader::is_term() const {
  switch (now().kind) {
    case TokenKind::iri:
    case TokenKind::name:
    case TokenKind::variable:
    case TokenKind::blank:
    case TokenKind::string:
    case TokenKind::integer:
    case TokenKind::decimal:
    case TokenKind::floating:
      return true;
    case TokenKind::word:
      return now().is_word("TRUE") || now().is_word("FALSE");
    default:
      return false;
  }
}

bool SparqlReader::read_term(Slot& to) {
  const Token token = now();
  std::string iri;
  switch (token.kind) {
    case TokenKind::variable:
      if (!read_variable(token.text, token.at, to)) return false;
      break;
    case TokenKind::blank:
      if (!read_variable("_:" + std::string(token.text), token.at, to)) return false;
      break;
    case TokenKind::iri:
    case TokenKind::name:
      if (!(token.kind == TokenKind::iri ? read_iri(token.text, token.at, iri)
                                         : read_name(token.text, token.at, iri)))
        return false;
      to = Slot::of_constant(spelled({.kind = TermKind::iri, .text = iri}));
      break;
    case TokenKind::string:
      return read_string(to);
    case TokenKind::integer:
      to = Slot::of_constant(number_spelling(token.text, "integer"));
      break;
    case TokenKind::decimal:
      to = Slot::of_constant(number_spelling(token.text, "decimal"));
      break;
    case TokenKind::floating:
      to = Slot::of_constant(number_spelling(token.text, "double"));
      break;
    default:
      return read_word(to);
  }
  advance();
  return true;
}

bool SparqlReader::read_word(Slot& to) {
  if (!is_term()) return unexpected("a variable, an IRI or a literal");
  to = Slot::of_constant(number_spelling(now().is_word("TRUE") ? "true" : "false", "boolean"));
  advance();
  return true;
}

bool SparqlReader::read_string(Slot& to) {
  const auto text = unescaped(now().text, true);
  if (!text) return wrong(now().at, "a string has an escape that SPARQL does not know");
  advance();
  Term term{.kind = TermKind::literal, .text = *text};
  std::string extra;
  if (now().kind == TokenKind::language) {
    extra = now().text;
    for (char& c : extra)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    term.language = extra;
    advance();
  } else if (take_mark("^^")) {
    const bool is_iri = now().kind == TokenKind::iri;
    if (!is_iri && now().kind != TokenKind::name) return unexpected("the IRI of a datatype");
    if (!(is_iri ? read_iri(now().text, now().at, extra) : read_name(now().text, now().at, extra)))
      return false;
    if (extra != std::string(kXsd) + "string") term.datatype = extra;
    advance();
  }
  to = Slot::of_constant(spelled(term));
  return true;
}

bool SparqlReader::read_variable(std::string_view name, std::size_t at, Slot& to) {
  const auto known = std::ranges::find(query.variables, name);
  if (known == query.variables.end()) {
    if (query.variables.size() == kMostVariables)
      return refuse(at, "a query of more than " + std::to_string(kMostVariables) + " variables");
    to = Slot::of_variable(static_cast<std::uint32_t>(query.variables.size()));
    query.variables.emplace_back(name);
    variables_.push_back({.at = at});
    return true;
  }
  to = Slot::of_variable(static_cast<std::uint32_t>(known - query.variables.begin()));
  return true;
}

bool SparqlReader::new_blank(std::size_t at, Slot& to) {
  return read_variable("_:[]" + std::to_string(blanks_++), at, to);
}

void SparqlReader::bind(const Slot& slot) {
  if (slot.is_variable) variables_[slot.variable].is_bound = true;
}

bool SparqlReader::check_bound() {
  for (std::size_t i = 0; i < variables_.size(); ++i)
    if (!variables_[i].is_bound)
      return wrong(variables_[i].at, "no triple pattern has ?" + query.variables[i]);
  return true;
}

}  // namespace pontage::triple_join
