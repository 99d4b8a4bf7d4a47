// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/sparql_tokens.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// What every part of the SPARQL parser reads with: tokens, prefixes, terms, the query so far and
/// the first thing that was wrong. Functions that return bool say false once something was.
class SparqlReader {
 public:
  explicit SparqlReader(std::string_view text) : tokens_(text) {}

  const Token& now() const { return tokens_.now(); }
  void advance() { tokens_.advance(); }
  bool take_mark(std::string_view mark);
  bool take_word(std::string_view upper);
  /// Takes a mark that must be there; `where` ends the sentence when it is not.
  bool expect_mark(std::string_view mark, std::string_view where);

  /// What stands at a byte is no SPARQL.
  bool wrong(std::size_t at, std::string_view why) { return stop(ErrorKind::usage, at, why); }
  /// It is SPARQL, and `what` is not done here.
  bool refuse(std::size_t at, std::string_view what);
  /// The token at hand is not what belongs here: refused by its name where SPARQL has it, else
  /// wrong.
  bool unexpected(std::string_view wanted);
  const std::optional<Error>& error() const { return error_; }

  /// PREFIX and BASE, as many as there are.
  bool read_prologue();
  /// A variable, an IRI, a literal or a labelled blank node.
  bool read_term(Slot& to);
  bool is_term() const;
  /// The variable of that name, a new one where it is new.
  bool read_variable(std::string_view name, std::size_t at, Slot& to);
  bool new_blank(std::size_t at, Slot& to);
  /// Says that a pattern has this place's variable.
  void bind(const Slot& slot);
  /// False with a sentence where a variable was asked for that no pattern has.
  bool check_bound();

  Query query;

 private:
  bool stop(ErrorKind, std::size_t at, std::string_view why);
  bool read_iri(std::string_view reference, std::size_t at, std::string& to);
  bool read_name(std::string_view name, std::size_t at, std::string& to);
  bool read_string(Slot& to);
  bool read_word(Slot& to);

  struct Variable {
    std::size_t at = 0;  // where it came first
    bool is_bound = false;
  };
  SparqlTokens tokens_;
  std::optional<Error> error_;
  std::string base_;
  std::vector<std::pair<std::string_view, std::string>> prefixes_;
  std::vector<Variable> variables_;  // as query.variables
  std::uint32_t blanks_ = 0;
};

/// FILTER's constraint, from its first bracket on; adds nodes and a root to the query.
/// (sparql_filter.cpp)
bool read_filter(SparqlReader&);

}  // namespace pontage::triple_join
